import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { scenarioForm } from '../../../lib/simulate/form.ts';
import { row } from '../../../lib/spec/reference.ts';
import { fieldsOf } from '../../../lib/spec/schema-tree.ts';

/** In every list alike, so told once, for the first. */
const REPEATS = /\[\]\.(at|every|times|until|on)$/;
/** Those of one dataset again. */
const SEVERAL = /^spec\.datasets\[\]/;

describe('the fields of a scenario', () => {
  it('in the README are those of the schema', () => {
    const readme = readFileSync(join(projectRoot, 'lib', 'simulate', 'README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => line.startsWith('| `spec.'));
    const all = fieldsOf(scenarioForm().tree).filter(({ path }) => path.startsWith('spec.'));
    const fields = all.filter(({ path }) => !SEVERAL.test(path));
    const told = fields.filter(({ path }) => !REPEATS.test(path) || path.startsWith('spec.dataset.growth'));
    expect(rows).to.deep.equal(
      told.map(({ default: value, ...field }) =>
        row(Array.isArray(value) ? field : { ...field, default: value }),
      ),
    );
  });

  it('of one of several datasets are those of a single one', () => {
    const paths = fieldsOf(scenarioForm().tree).map(({ path }) => path);
    const of = (root: string) =>
      paths.filter((path) => path.startsWith(root)).map((path) => path.slice(root.length));
    const clock = ['start', 'duration', 'interval', 'fastest', 'seed'];
    const single = of('spec.').filter((path) => !clock.includes(path) && !path.startsWith('datasets'));
    expect(of('spec.datasets[].')).to.deep.equal(single);
  });
});
