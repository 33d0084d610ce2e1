import type { Context, Interval } from '../../lib/decide/contract.ts';
import { STATUS_SOURCE } from '../../lib/model/observation.ts';
import { notBelow } from './not-below.ts';

/** Where nobody can see whether engine and pods agree, a cache gone dark must not release a shrink that sight forbade. */
export function guardSettle({ current, reading, observation, semantics }: Context): Interval | null {
  // Fluid's status is up to 90 s old, so it cannot tell whether the engine has settled.
  const blind = reading === null || reading.source === STATUS_SOURCE;
  if (blind) return semantics === 'hpa' ? null : notBelow(current, { code: 'GuardBlind' });
  const { serving } = observation.workers;
  if (reading.workers === serving && serving === current) return null;
  return notBelow(current, {
    code: 'GuardSettle',
    numbers: { engine: reading.workers, serving, asked: current },
  });
}
