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

  it('in the README is that of the schema without policies, which have their own pages', () => {
    const readme = readFileSync(join(projectRoot, 'lib', 'spec', 'README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => /^\| `[a-z]\w*(\.\w+)*` \|/.test(line));
    expect(rows).to.deep.equal(fieldsOf(documentJsonSchema([])).map(row));
  });
});
