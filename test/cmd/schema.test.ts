import { expect } from 'chai';
import { parse } from 'yaml';
import { register } from '../../cmd/schema.ts';
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
});
