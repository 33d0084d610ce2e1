import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { projectRoot } from '../../../../lib/root.ts';
import { kinds } from '../../../../lib/sandbox/api/kinds.ts';
import { tableOf } from '../../../../lib/sandbox/api/table.ts';

interface Printed {
  readonly name: string;
  readonly type: string;
  readonly priority?: number;
}

const folder = join(projectRoot, 'test/fixtures/fluid-crds');
/** What Fluid's own CRDs print, by kind. */
const printed = new Map<string, readonly Printed[]>(
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')).spec)
    .map(({ names, versions }) => [names.kind, versions[0].additionalPrinterColumns]),
);

describe('a table of the sandbox', () => {
  /** They came after v1.0.8, whose definitions these are. */
  const later = ['CacheRuntime', 'CacheRuntimeClass'];
  for (const kind of kinds.filter(({ group, kind }) => group === 'data.fluid.io' && !later.includes(kind))) {
    it(`has the columns that Fluid prints of a ${kind.kind}`, () => {
      const { columnDefinitions } = tableOf(kind, [], {}, 0) as { columnDefinitions: Required<Printed>[] };
      const own = columnDefinitions.slice(1).map(({ name, type, priority }) => ({ name, type, priority }));
      expect(printed.has(kind.kind)).to.equal(true);
      const fluids = printed.get(kind.kind) ?? [{ name: 'Age', type: 'date' }];
      expect(own).to.deep.equal(fluids.map(({ name, type, priority = 0 }) => ({ name, type, priority })));
    });
  }
});
