/** Situations for the reasons that tell of use: idleness, and guards that look at what was before. */
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation, Users } from '../../lib/model/observation.ts';
import {
  change,
  HOUR,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

const shrinkable = { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' };
/** Four workers with little in them; what fits into one. */
const emptyish = observation({ replicas: 4, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });

function on(spec: SpecWishes, seen: Observation, past: History): Decision {
  return decide(plan(spec), seen, past, NOON);
}

/** Four workers under `idle`, used as the history says and by those pods. */
function asleep(past: Partial<History>, users: Users = { pods: 0, named: [] }): Decision {
  const idle = { idle: { after: '2h', floor: 1 }, scaleDown: 'enabled' };
  return on({ policies: idle }, { ...emptyish, users }, history(past));
}

export const ofUse = {
  IdleInUse: () =>
    asleep({ use: { state: 'used', since: NOON - HOUR } }, { pods: 1, named: ['default/train-0'] }),
  IdleCounting: () => asleep({ use: { state: 'unused', since: NOON - MINUTE } }),
  IdleFloor: () => asleep({ use: { state: 'unused', since: NOON - 2 * HOUR } }),
  IdleRestore: () =>
    asleep({ use: { state: 'used', since: NOON, before: 5 } }, { pods: 1, named: ['default/train-0'] }),
  IdleUnknown: () =>
    asleep(
      { use: { state: 'unknown', since: NOON } },
      { pods: null, why: { code: 'UsersForbidden', numbers: { namespace: 'default' } } },
    ),
  OperationsUnseen: () => on({ policies: shrinkable }, { ...emptyish, unseen: ['DataLoad'] }, history()),
  GuardOperationsEnded: () =>
    on(
      { policies: shrinkable },
      emptyish,
      history({ operated: { running: [], since: NOON - MINUTE, last: 'DataLoad/warm' } }),
    ),
  GuardRegrown: () =>
    on(
      { policies: shrinkable },
      emptyish,
      history({ changes: [change(3 * MINUTE, 4, 3), change(2 * MINUTE, 3, 4)], servedAt: NOON - MINUTE }),
    ),
} as const satisfies Readonly<Record<string, () => Decision>>;
