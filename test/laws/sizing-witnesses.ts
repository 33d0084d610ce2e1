/** Situations in which a cache is sized by what it is to hold. */
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { Observation, Task } from '../../lib/model/observation.ts';
import type { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import {
  blind,
  GIB,
  HOUR,
  history,
  MIB,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

type Code = keyof typeof decidingReasons;

function on(spec: SpecWishes, seen: Observation = observation()): Decision {
  return decide(plan(spec), seen, history(), NOON);
}

export const sizingWitnesses: Readonly<Partial<Record<Code, () => Decision>>> = {
  Fit: () => on({ policies: { fit: {} } }),
  FitDeclared: () =>
    on(
      { min: 0, policies: { fit: {} } },
      observation({
        replicas: 0,
        reading: blind('EngineAllZero'),
        perWorker: { blockBytes: 64 * MIB, highWatermark: 1, declaredBytes: GIB },
      }),
    ),
  FitSmaller: () =>
    on(
      { policies: { fit: {} } },
      observation({ replicas: 4, dataset: { fell: { from: 8 * GIB, at: NOON - MINUTE } } }),
    ),
  Preload: () => on(loading, observation({ tasks: [task({ phase: 'Pending' })] })),
  PreloadDeclared: () =>
    on(
      { ...loading, min: 0 },
      observation({
        replicas: 0,
        reading: blind('EngineAllZero'),
        perWorker: { blockBytes: 64 * MIB, highWatermark: 1, declaredBytes: GIB },
        tasks: [task({ phase: 'Executing' })],
      }),
    ),
  PreloadFits: () => on(loading, observation({ replicas: 4, tasks: [task({ phase: 'Executing' })] })),
  PreloadLater: () => on(loading, observation({ tasks: [task({ schedule: '0 18 * * *' })] })),
  PreloadNothing: () => on(loading),
};

const loading = { policies: { preload: {} } };

/** A DataLoad of the whole dataset. */
export function task(wishes: Partial<Task>): Task {
  const times = { madeAt: NOON - HOUR, startedAt: null, endedAt: null };
  return {
    kind: 'DataLoad',
    name: 'warm',
    phase: 'Pending',
    loads: true,
    ...times,
    schedule: null,
    paths: [],
    ...wishes,
  };
}
