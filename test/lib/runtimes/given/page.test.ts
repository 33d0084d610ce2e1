import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { givenReasons } from '../../../../lib/model/reasons/given.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { loadDocuments } from '../../../../lib/spec/load.ts';
import { policies } from '../../../../policies/index.ts';

const page = readFileSync(join(projectRoot, 'lib/runtimes/given/README.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml as string);
const code = [
  'given/ask',
  'given/credentials',
  'given/figures',
  'given/http',
  'given/json',
  'given/metrics',
  'given/prometheus',
  'failures',
  'page',
]
  .map((file) => readFileSync(join(projectRoot, 'lib/runtimes', `${file}.ts`), 'utf8'))
  .join('\n');

describe('the page of sources that users give', () => {
  for (const [i, yaml] of blocks.entries()) {
    it(`has a document as block ${i + 1} that works as it stands`, () => {
      const { documents, faults } = loadDocuments(yaml, 'page.yaml', policies);
      expect(faults).to.deep.equal([]);
      expect(documents).to.have.lengthOf(1);
      expect(documents[0]?.notes).to.deep.equal([]);
    });
  }

  it('has documents of every kind of source', () => {
    const types = blocks.flatMap((yaml) =>
      loadDocuments(yaml, 'page.yaml', policies).documents.flatMap(({ plan }) =>
        plan.sources.map(({ type }) => type),
      ),
    );
    expect(new Set(types)).to.deep.equal(new Set(['engine', 'prometheus', 'status', 'http']));
  });
});

describe('the reasons of sources that users give', () => {
  for (const name of Object.keys(givenReasons)) {
    it(`hold ${name}, which the code gives`, () => {
      expect(code.includes(`'${name}'`) || code.includes(`'${name.replace(/^Source/, 'Engine')}'`)).to.equal(
        true,
      );
    });
  }
});
