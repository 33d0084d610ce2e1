import { alluxio } from './alluxio/kind.ts';
import type { RuntimeKind } from './contract.ts';
import { heldKinds, unknownKind } from './held.ts';

/** Every kind we know, those looked after and those held, in alphabetical order. */
export const runtimeKinds: readonly RuntimeKind[] = [alluxio, ...heldKinds];

const BY_KIND: ReadonlyMap<string, RuntimeKind> = new Map(runtimeKinds.map((entry) => [entry.kind, entry]));

/** The table's entry for `kind`; one that is held as `KindUnknown` when the table has none. */
export function kindOf(kind: string): RuntimeKind {
  return BY_KIND.get(kind) ?? unknownKind(kind);
}
