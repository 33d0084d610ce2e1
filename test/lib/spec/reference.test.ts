import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { documentJsonSchema } from '../../../lib/spec/document.ts';
import { referenceTable, row } from '../../../lib/spec/reference.ts';
import { fieldsOf } from '../../../lib/spec/schema-tree.ts';
import { samples } from './make.ts';

describe('the reference of the policy document', () => {
  it('has a row for every field, those of the policies included', () => {
    const table = referenceTable(documentJsonSchema(samples)).trimEnd().split('\n');
    const fields = fieldsOf(documentJsonSchema(samples));
    expect(table.slice(2)).to.deep.equal(fields.map(row));
    expect(table).to.include('| `spec.policies.rate.up[].per` | duration | required |  |');
    expect(table).to.include(
      '| `spec.mode` | auto \\| dry-run \\| paused | `auto` | auto: act. dry-run and paused: decide and record, and change nothing. |',
    );
  });

  const rowsOf = (folder: string, section = '') => {
    const readme = readFileSync(join(projectRoot, folder, 'README.md'), 'utf8');
    const [, part = ''] = section === '' ? ['', readme] : readme.split(`\n## ${section}\n`);
    const [own = ''] = section === '' ? [part] : part.split('\n## ');
    return own.split('\n').filter((line) => /^\| `[a-z]\w*(\[\])?(\.\w+)*` \|/.test(line));
  };
  const ofSources = ({ path }: { path: string }) => path.startsWith('spec.sources[]');

  it('in the README is that of the schema without policies and sources, which have their own pages', () => {
    const fields = fieldsOf(documentJsonSchema([])).filter((field) => !ofSources(field));
    expect(rowsOf('lib/spec')).to.deep.equal(fields.map(row));
  });

  it('of sources is in their README, without the beginning that all have', () => {
    const fields = fieldsOf(documentJsonSchema([])).filter(ofSources);
    const short = fields.map((field) => ({ ...field, path: field.path.replace('spec.sources[].', '') }));
    expect(rowsOf('lib/runtimes/given', 'Fields')).to.deep.equal(short.map(row));
  });
});
