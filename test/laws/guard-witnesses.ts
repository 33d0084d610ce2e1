/** A situation for every reason of `guard`, and for workers that do not come because nobody makes them. */
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import {
  blind,
  change,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
  serving,
} from '../lib/decide/make.ts';

const shrinkable = { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' };
/** Four workers with little in them; what fits into one. */
const emptyish = observation({ replicas: 4, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });

const troubled = [
  {
    pod: 'spark-worker-3',
    ordinal: 3,
    why: 'Unschedulable',
    says: '0/4 nodes are available: 4 Insufficient memory.',
    placed: false,
    since: NOON - 20 * MINUTE,
  },
];

function on(spec: SpecWishes, seen: Observation, past: History = history()): Decision {
  return decide(plan(spec), seen, past, NOON);
}

export const ofGuards = {
  SetDoesNotFollow: () =>
    on({}, { ...emptyish, replicas: 5 }, history({ changes: [change(10 * MINUTE, 4, 5, 'self')] })),
  GuardWorkers: () => on({ policies: shrinkable }, { ...emptyish, workers: serving(3, 4) }),
  GuardTroubled: () => on({ policies: shrinkable }, { ...emptyish, workers: { ...serving(3, 4), troubled } }),
  GuardGivenUp: () =>
    on(
      { policies: { ...shrinkable, guard: { giveUp: '15m' } } },
      { ...emptyish, workers: { ...serving(3, 4), troubled } },
      history({ changes: [change(20 * MINUTE, 3, 4)] }),
    ),
  GuardGaveUp: () =>
    on(
      { policies: { threshold: { up: '90%' }, guard: { workers: 'enabled', giveUp: '15m' } } },
      observation({ replicas: 1, reading: { used: 0.95 } }),
      history({
        changes: [change(20 * MINUTE, 1, 2), change(5 * MINUTE, 2, 1)],
        servedAt: NOON - 4 * MINUTE,
      }),
    ),
  GuardOrdinal: () =>
    on({ policies: shrinkable }, { ...emptyish, workers: { ...serving(4), servingOrdinals: [0, 1, 3, 4] } }),
  GuardOperations: () => on({ policies: shrinkable }, { ...emptyish, operations: ['DataBackup/nightly'] }),
  GuardSettle: () =>
    on({ policies: shrinkable }, observation({ replicas: 4, reading: { workers: 3, used: 0.5 } })),
  GuardFullFit: () => on({ policies: shrinkable }, observation({ replicas: 4, reading: { used: 0.5 } })),
  GuardBlind: () => on({ max: 3, policies: shrinkable }, { ...emptyish, reading: blind('NoReading') }),
  GuardSizeUnknown: () =>
    on({ policies: shrinkable }, { ...emptyish, dataset: { ...emptyish.dataset, sizeBytes: null } }),
} as const;
