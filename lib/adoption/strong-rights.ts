/** Rights that are off by default, asked for only where a dataset needs them. */
import { fluidGroup } from '../kube/discovery.ts';
import type { Allowance } from '../model/allowance.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { neededToWrite } from '../runtimes/needs.ts';
import type { Right } from './rights.ts';

/** A dataset with a policy: of which kind its runtime is, and where. */
export interface Placed {
  readonly kind: string;
  readonly namespace: string;
}

/** Each right once, in the namespace of the datasets that need it, where a Role gives it. */
export function strongRights(
  placed: readonly Placed[],
  allowed: ReadonlySet<Allowance>,
  dryRun: boolean,
): readonly Right[] {
  const all = placed.flatMap((one) => [...(dryRun ? [] : toWrite(one, allowed)), ...toRead(one, allowed)]);
  const textOf = ({ verb, group, resource, namespace }: Right) => `${verb} ${group}/${resource} ${namespace}`;
  return [...new Map(all.map((right) => [textOf(right), right])).values()];
}

function toWrite({ kind, namespace }: Placed, allowed: ReadonlySet<Allowance>): readonly Right[] {
  const entry = kindOf(kind);
  const need = neededToWrite(entry);
  if (need === null || !allowed.has(need)) return [];
  const where = { verb: 'patch', namespace, name: null, without: `no ${kind} is scaled` };
  return entry.writes === 'set'
    ? [{ ...where, group: 'apps', resource: 'statefulsets/scale' }]
    : [{ ...where, group: fluidGroup.group, resource: entry.plural }];
}

/** The API server asks for both. */
function toRead({ kind, namespace }: Placed, allowed: ReadonlySet<Allowance>): readonly Right[] {
  if (kindOf(kind).engine?.needs !== 'exec' || !allowed.has('exec')) return [];
  const without = `nobody sees how full a ${kind} is`;
  return ['get', 'create'].map((verb) => {
    return { verb, group: '', resource: 'pods/exec', namespace, name: null, without };
  });
}
