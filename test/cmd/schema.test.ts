import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { register } from '../../cmd/schema.ts';
import { projectRoot } from '../../lib/root.ts';
import { policies } from '../../policies/index.ts';
import { run } from './capture.ts';

describe('the verb schema', () => {
  it('prints the JSON Schema of documents with every policy there is', async () => {
    const { out, err, exitCode } = await run(register, 'schema');
    const schema = JSON.parse(out);
    expect(schema).to.include({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'DatasetAutoscaler',
    });
    const { properties } = schema.properties.spec.properties.policies;
    expect(Object.keys(properties)).to.deep.equal(policies.map(({ name }) => name));
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('prints the same as YAML', async () => {
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((format) => run(register, 'schema', '-o', format)),
    );
    expect(parse(yaml?.out ?? '')).to.deep.equal(JSON.parse(json?.out ?? ''));
  });

  it('prints every field as a table with -o table', async () => {
    const { out } = await run(register, 'schema', '-o', 'table');
    expect(out).to.match(/^\| field \| value \| default \| meaning \|\n/);
    expect(out).to.contain('| `spec.policies.threshold.up` | percentage | required |');
  });

  it('prints those of scenarios and tests, against which the examples hold, and a slip does not', async () => {
    for (const [kind, file, slip] of [
      ['Scenario', 'scenarios/article.yaml', 'durations'],
      ['PolicyTest', 'spark.test.yaml', 'neverAboves'],
    ] as const) {
      const { out } = await run(register, 'schema', '--kind', kind);
      expect(out).to.not.contain('x-kubernetes');
      const ajv = new Ajv2020({
        strict: true,
        strictTypes: false,
        strictRequired: false,
        validateFormats: false,
      });
      const fits = ajv.compile(JSON.parse(out));
      const text = readFileSync(join(projectRoot, 'examples', file), 'utf8');
      expect(fits(parse(text)), JSON.stringify(fits.errors)).to.equal(true);
      const typo = text.replace(`${slip.slice(0, -1)}:`, `${slip}:`);
      expect([typo === text, fits(parse(typo))]).to.deep.equal([false, false]);
    }
  });
});
