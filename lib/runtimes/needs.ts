/** What must be allowed before a kind is looked after in full. */
import type { Allowance } from '../model/allowance.ts';
import type { RuntimeKind } from './contract.ts';

const WRITING: Readonly<Record<NonNullable<RuntimeKind['writes']>, Allowance | null>> = {
  scale: null,
  worker: 'cacheruntimes',
  set: 'statefulsets',
};

/** To write its count; null: nothing beyond the default. */
export function neededToWrite({ writes }: RuntimeKind): Allowance | null {
  return writes === null ? null : WRITING[writes];
}

/** To read and to write it, in this order. */
export function neededBy(kind: RuntimeKind): readonly Allowance[] {
  return [kind.engine?.needs ?? null, neededToWrite(kind)].filter((need) => need !== null);
}
