import type { Setting } from './contract.ts';

/** Whether a document lets the cache shrink: only when it says so; an HPA's own default is that it may. */
export function mayShrink({ policies, semantics }: Pick<Setting, 'policies' | 'semantics'>): boolean {
  const said = policies.scaleDown;
  return said === 'enabled' || (said === undefined && semantics === 'hpa');
}
