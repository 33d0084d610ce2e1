import type { PolicyConfigs, Setting } from './contract.ts';

type Documented = Pick<Setting, 'policies' | 'semantics'>;

/**
 * Whether a document lets the cache shrink, at least at times: only when it, or a window of its schedule, says so; an HPA's own
 * default is that it may.
 */
export function mayShrink({ policies, semantics }: Documented): boolean {
  return shrinksAlways({ policies, semantics }) || windowSays(policies, 'enabled');
}

/** The same while no window has a say in it. */
export function shrinksAlways({ policies, semantics }: Documented): boolean {
  const said = policies.scaleDown;
  return said === 'enabled' || (said === undefined && semantics === 'hpa');
}

/** Whether a window of the document's schedule says so of scaling down while it holds. */
export function windowSays({ schedule }: PolicyConfigs, what: 'enabled' | 'disabled'): boolean {
  const windows = Array.isArray(schedule)
    ? (schedule as readonly { readonly [field: string]: unknown }[])
    : [];
  return windows.some(({ scaleDown, suspend }) => scaleDown === what && suspend !== true);
}
