import type { WorkerSetRef } from '../kube/filing.ts';
import { alluxio } from './alluxio/kind.ts';
import { cache } from './cache/kind.ts';
import type { RuntimeKind } from './contract.ts';
import { efc } from './efc/kind.ts';
import { goosefs } from './goosefs/kind.ts';
import { jindo } from './jindo/kind.ts';
import { juicefs } from './juicefs/kind.ts';
import { thin } from './thin/kind.ts';
import { unknownKind } from './unknown.ts';
import { vineyard } from './vineyard/kind.ts';

/** Every kind we know, in alphabetical order. */
export const runtimeKinds: readonly RuntimeKind[] = [
  alluxio,
  cache,
  efc,
  goosefs,
  jindo,
  juicefs,
  thin,
  vineyard,
];

const BY_KIND: ReadonlyMap<string, RuntimeKind> = new Map(runtimeKinds.map((entry) => [entry.kind, entry]));

/** The table's entry for `kind`; one that is held as `KindUnknown` when the table has none. */
export function kindOf(kind: string): RuntimeKind {
  return BY_KIND.get(kind) ?? unknownKind(kind);
}

/** The set of the workers of a runtime, for whoever follows a cluster. */
export function workerSetOf(kind: string, name: string): WorkerSetRef {
  const { workerSetKind, workerSetName } = kindOf(kind);
  return { kind: workerSetKind, name: workerSetName(name) };
}
