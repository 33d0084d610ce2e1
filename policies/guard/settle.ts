import type { Context, Interval } from '../../lib/decide/contract.ts';
import type { Change } from '../../lib/model/history.ts';
import { lags, type Reason } from '../../lib/model/observation.ts';
import { notBelow } from './not-below.ts';

/** An engine gives a worker up that left so long after it (Alluxio: seen 305 to 308 s), ms, with room to spare. */
export const FORGETS_MS = 330_000;

/** Where nobody can see whether engine and pods agree, a cache gone dark must not release a shrink that sight forbade. */
export function guardSettle(context: Context): Interval | null {
  const { current, reading, observation, semantics } = context;
  // Fluid's status is up to 90 s old, so it cannot tell whether the engine has settled.
  const blind = reading === null || lags(reading);
  if (blind) return semantics === 'hpa' ? null : notBelow(current, { code: 'GuardBlind' });
  const { serving } = observation.workers;
  if (reading.workers === serving && serving === current) {
    const regrown = semantics === 'hpa' ? null : regrownTooSoon(context);
    return regrown === null ? null : notBelow(current, regrown);
  }
  return notBelow(current, {
    code: 'GuardSettle',
    numbers: { engine: reading.workers, serving, asked: current },
  });
}

/**
 * The numbers of engine and pods also agree where the engine still counts a worker that left and does not count yet one that came
 * after it. After a shrink that growth followed only time tells.
 */
function regrownTooSoon({ history: { changes }, now }: Context): Reason | null {
  let grew = false;
  for (let i = changes.length - 1; i >= 0; i--) {
    const { at, from, to } = changes[i] as Change;
    if (now - at >= FORGETS_MS) return null;
    if (to < from && grew)
      return { code: 'GuardRegrown', numbers: { from, to, left: at + FORGETS_MS - now } };
    if (to > from) grew = true;
  }
  return null;
}
