/** For every reason of the pipeline a situation that brings it about; what has none says why not. */
import type { Sizer } from '../../lib/decide/contract.ts';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import type { Allotment } from '../../lib/model/budget.ts';
import { type Control, OVERRIDE, PAUSED } from '../../lib/model/control.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation, Reading } from '../../lib/model/observation.ts';
import type { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import {
  ARTICLE,
  blind,
  change,
  HOUR,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  type SpecWishes,
  serving,
  wished,
} from '../lib/decide/make.ts';
import { ofForecast } from './forecast-witnesses.ts';
import { ofGuards } from './guard-witnesses.ts';
import { pluginWitnesses } from './plugin-witnesses.ts';
import { sizingWitnesses } from './sizing-witnesses.ts';
import { ofUse } from './witnesses-of-use.ts';

type Code = keyof typeof decidingReasons;

/** Codes that no document can bring about, and who does. */
export const ELSEWHERE: Readonly<Partial<Record<Code, string>>> = {};

/** One worker, full. */
const full = observation({ reading: { used: 0.95 } });
const unknownSize = { sizeBytes: null };
const shrinkable = { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' };
/** Four workers with little in them; what fits into one. */
const emptyish = observation({ replicas: 4, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });
const emptyishAs = (change: Partial<Reading>) => ({
  ...emptyish,
  reading: { ...(emptyish.reading as Reading), ...change },
});

function on(spec: SpecWishes, seen: Observation = full, past: History = history()): Decision {
  return decide(plan(spec), seen, past, NOON);
}

const threshold = { threshold: { up: '90%' } };
const target = { target: { utilization: '50%' } };

export const witnesses: Readonly<Partial<Record<Code, () => Decision>>> = {
  ...ofUse,
  BelowThreshold: () => on({ policies: threshold }, observation()),
  AboveThreshold: () => on({ policies: threshold }),
  AboveThresholdSizeUnknown: () =>
    on(
      { policies: threshold },
      observation({ reading: { used: 0.95, intake: 'rising' }, dataset: unknownSize }),
    ),
  GrowUnproven: () =>
    on(
      { policies: threshold },
      observation({ reading: { used: 0.95, intake: 'unoffered' }, dataset: unknownSize }),
    ),
  PlateauFull: () => on({ policies: threshold }, observation({ reading: { used: 0.68, plateau: true } })),
  FullNotNeeded: () => on({ policies: threshold }, observation({ replicas: 3, reading: { used: 2.71 } })),
  PlateauNotNeeded: () =>
    on({ policies: threshold }, observation({ replicas: 3, reading: { used: 2, plateau: true } })),
  FullIdle: () =>
    on(
      { policies: threshold },
      observation({ reading: { used: 0.95, intake: 'still' }, dataset: unknownSize }),
    ),
  BelowDown: () => on({ policies: shrinkable }, emptyish),
  ...ofForecast,
  ...sizingWitnesses,
  WithinTolerance: () => on({ policies: target }, observation()),
  AboveTarget: () => on({ policies: target }),
  BelowTarget: () => on({ policies: target }, emptyish),
  NotAllServe: () => on({ policies: target }, { ...emptyish, workers: serving(3, 4) }),
  NoWorkersNoRatio: () => on({ policies: threshold }, observation({ replicas: 0 })),
  EngineCountsMoreWorkers: () =>
    on({ policies: threshold }, observation({ replicas: 2, reading: { workers: 3 } })),
  AveragePerWorker: () => on(compatible({ metrics: [{ type: 'AverageValue', utilization: '20%' }] })),
  LegacyStabilized: () =>
    on(compatible({ withoutBehavior: '5m' }, target), full, history({ wishes: [wished(4, HOUR, MINUTE)] })),
  LegacyUpLimit: () =>
    on({ ...compatible({ withoutBehavior: '5m' }, { target: { utilization: '5%' } }), max: 20 }),
  KedaOpen: () => on(compatible({ keda: [trigger('0 8 * * *', '0 20 * * *', 4)] })),
  KedaTolerated: () =>
    on(
      { ...compatible({ keda: [trigger('0 8 * * *', '0 20 * * *', 10)] }), max: 20 },
      observation({ replicas: 11 }),
    ),
  KedaClosed: () => on(compatible({ keda: [trigger('0 20 * * *', '0 8 * * *', 4)] })),
  CronHpaSize: () => on(compatible({ cronhpa: jobs('workload') })),
  CronHpaFloor: () => on(compatible({ cronhpa: jobs('hpa') })),
  NoPods: () =>
    on({ policies: target, semantics: 'hpa' }, observation({ reading: { used: 0.95 }, workers: serving(0) })),
  NoSizer: () => on({ policies: {} }),
  ...pluginWitnesses,
  BlindHoldsShrink: () => withSizer(blindOne, { policies: shrinkable }, emptyish),
  LaggingHoldsShrink: () => on({ policies: shrinkable }, emptyishAs({ quality: 'lagging' })),
  FallbackHoldsShrink: () => on({ policies: shrinkable }, emptyishAs({ source: 'status' })),
  NotACount: () => withSizer(halfAWorker, { policies: {} }),
  NoReading: () => on({ policies: threshold }, observation({ reading: blind('NoReading') })),
  Stabilized: () =>
    on(
      { policies: { ...threshold, stabilization: { up: '5m' } } },
      full,
      history({ wishes: [wished(1, HOUR, MINUTE)] }),
    ),
  WindowUncovered: () => on({ policies: { ...threshold, stabilization: { up: '5m' } } }),
  CooldownRunning: () =>
    on(
      { policies: ARTICLE },
      observation({ replicas: 2, reading: { used: 1.9 } }),
      history({ changes: [change(5 * MINUTE, 1, 2)], servedAt: NOON - 4 * MINUTE }),
    ),
  CooldownWaiting: () =>
    on(
      { policies: ARTICLE },
      observation({ replicas: 2, reading: { used: 1.9 }, workers: serving(1, 2) }),
      history({ changes: [change(MINUTE, 1, 2)] }),
    ),
  WithinBounds: () => on({ policies: threshold }, observation()),
  AboveMax: () => on({ max: 2, policies: { target: { utilization: '10%' } } }),
  BelowMin: () =>
    on({ min: 2, max: 5, policies: target }, observation({ replicas: 4, reading: { used: 0.1 } })),
  CountAboveMax: () => on({ max: 2 }, observation({ replicas: 4 })),
  CountBelowMin: () => on({ min: 2 }, observation()),
  BudgetGives: () => on({ policies: threshold }, under({ ceiling: 9, asked: 9 })),
  BudgetFirst: () => on({ policies: threshold }, under({ ceiling: 9, asked: 9, others: ['default/lake'] })),
  BudgetCut: () => on({ policies: threshold }, under({ why: 'cut', asked: 3, others: ['default/lake'] })),
  BudgetFull: () =>
    on(
      { policies: threshold },
      under({ why: 'cut', asked: 3, full: true, others: ['default/lake'], more: 2 }),
    ),
  BudgetOverspent: () => on({ policies: threshold }, under({ why: 'overspent', taken: 9, asked: 3 })),
  BudgetWaits: () => on({ policies: threshold }, under({ why: 'waiting', others: ['default/lake'] })),
  BudgetOpen: () => on({ policies: threshold }, under({ why: 'waiting' })),
  BudgetUnmeasured: () => on({ policies: threshold }, under({ why: 'unmeasured', unit: 'bytes', asked: 3 })),
  WindowAtLeast: () => inWindow({ atLeast: 2 }),
  WindowAtMost: () => inWindow({ atMost: 3 }),
  WindowBetween: () => inWindow({ atLeast: 2, atMost: 3 }),
  WindowExactly: () => inWindow({ exactly: 2 }),
  WindowReplicas: () => inWindow({ replicas: { min: 2, max: 9 } }),
  WindowShrinks: () => inWindow({ scaleDown: 'enabled' }),
  WindowHoldsShrink: () =>
    on({ policies: { ...shrinkable, schedule: [{ ...THURSDAY, scaleDown: 'disabled' }] } }, emptyish),
  WindowLead: () => inWindow({ weekly: 'Thu 12:10-13:00', atLeast: 2, lead: '15m' }),
  WindowLeadDefault: () => inWindow({ weekly: 'Thu 12:01-13:00', atLeast: 2, lead: 'measured' }),
  WindowLeadMeasured: () =>
    inWindow(
      { weekly: 'Thu 12:01-13:00', atLeast: 2, lead: 'measured' },
      history({ startUps: [{ at: NOON - HOUR, ms: 2 * MINUTE, workers: 1 }] }),
    ),
  StepUpLimit: () => on({ policies: { ...threshold, step: { up: [{ pods: 1, per: '10m' }] } } }),
  StepDownLimit: () =>
    on({ policies: { ...shrinkable, step: { down: [{ pods: 1, per: '10m' }] } } }, emptyish),
  StepLifted: () =>
    on(
      {
        policies: {
          step: { up: [{ pods: 1, per: '5m' }] },
          schedule: [{ ...THURSDAY, atLeast: 4, immediately: true }],
        },
      },
      observation(),
    ),
  StepDefaultUp: () => on({ policies: threshold }),
  StepDefaultDown: () => on({ policies: shrinkable }, emptyish),
  StepFree: () => on({ policies: { ...target, step: { down: [{ pods: 1, per: '10m' }] } } }),
  ScaleDownDisabled: () =>
    on({ policies: { target: { utilization: '50%' }, scaleDown: 'disabled' } }, emptyish),
  ScaleDownDefault: () => on({ policies: target }, emptyish),
  ScaleUpDisabled: () => on({ policies: { ...threshold, scaleUp: 'disabled' } }),
  ...ofGuards,
  FlapBudget: () =>
    on(
      { respect: '0', policies: { ...shrinkable, flapBudget: { turns: 1 } } },
      emptyish,
      history({ changes: [change(10 * MINUTE, 4, 3), change(5 * MINUTE, 3, 4)] }),
    ),
  TookOver: () =>
    on(
      { policies: shrinkable },
      emptyish,
      history({ noShrinkBefore: NOON + MINUTE, noShrinkWhy: 'TookOver' }),
    ),
  MemoryDamaged: () =>
    on(
      { policies: shrinkable },
      emptyish,
      history({ noShrinkBefore: NOON + MINUTE, noShrinkWhy: 'MemoryDamaged' }),
    ),
  ClockJumped: () =>
    on(
      { policies: shrinkable },
      emptyish,
      history({ noShrinkBefore: NOON + MINUTE, noShrinkWhy: 'ClockJumped' }),
    ),
  LedgerGone: () => on({ policies: shrinkable }, emptyish, history({ noShrinkBefore: NOON + MINUTE })),
  Respected: () =>
    on({ policies: shrinkable }, emptyish, history({ changes: [change(10 * MINUTE, 2, 4, 'other')] })),
  TugOfWar: () => on({ policies: shrinkable }, emptyish, history({ changes: fought() })),
  OwnedByOther: () =>
    on({ policies: threshold }, observation({ reading: { used: 0.95 }, owners: ['ScaledObject/spark'] })),
  AnotherDaemon: () =>
    on({ policies: shrinkable }, emptyish, history({ changes: [change(10 * MINUTE, 2, 4, 'twin')] })),
  NotAdopted: () => on({ max: 2 }, observation({ replicas: 4 }), history({ adopted: false })),
  OffByPerson: () => on({}, observation({ replicas: 0 })),
  TakenBack: () =>
    on({
      policies: { threshold: { up: '90%', down: '60%' }, step: { up: [{ pods: 4, per: '1m' }] } },
    }),
  BoundsJump: () => on({ max: 2, semantics: 'hpa' }, observation({ replicas: 4 })),
  DryRun: () => on({ policies: threshold, mode: 'dry-run' }),
  Paused: () => on({ policies: threshold, mode: 'paused', paused: { by: 'ops', why: 'an audit' } }),
  PausedByAnnotation: () =>
    on({ policies: threshold }, said({ pause: { by: 'jane', why: 'an audit', until: NOON + HOUR } })),
  PausedByDoubt: () =>
    on({ policies: threshold }, said({ unclear: [{ annotation: PAUSED, problem: 'it is no text' }] })),
  Override: () =>
    on(
      { policies: threshold },
      said({
        override: {
          ...{ workers: 1, by: 'jane', why: 'a test', since: NOON - HOUR, until: NOON + HOUR },
          immediately: false,
        },
      }),
    ),
  OverrideUnclear: () =>
    on({ policies: threshold }, said({ unclear: [{ annotation: OVERRIDE, problem: 'it is no text' }] })),
};

function compatible(laws: Readonly<Record<string, unknown>>, others: object = {}): SpecWishes {
  return { semantics: 'hpa', policies: { ...others, compatibility: laws } };
}

const trigger = (start: string, end: string, desiredReplicas: number) => ({
  ...{ timezone: 'UTC', start, end, desiredReplicas },
});

const jobs = (aimedAt: string) => ({
  ...{ timezone: 'UTC', target: aimedAt },
  jobs: [{ name: 'morning', schedule: '0 0 8 * * *', targetSize: 3 }],
});

/** One worker, full, under a budget. */
function under(wishes: Partial<Allotment>): Observation {
  const pool = { budget: 'pool', unit: 'workers', limit: 8, taken: 4, sum: 4, ceiling: 1, asked: 1 } as const;
  return { ...full, budgets: [{ ...pool, why: 'given', others: [], more: 0, ...wishes }] };
}

/** Noon is on a Thursday. */
const THURSDAY = { weekly: 'Thu 11:00-13:00' };

function inWindow(window: Readonly<Record<string, unknown>>, past?: History): Decision {
  return on({ policies: { schedule: [{ ...THURSDAY, ...window }] } }, observation(), past);
}

/** Up and down again, three times, by two hands; the last of it long enough ago not to be respected any more. */
function fought(): History['changes'] {
  const respected = 59 * MINUTE;
  return [
    change(respected + 50 * SECOND, 4, 5),
    change(respected + 40 * SECOND, 5, 4, 'other'),
    change(respected + 30 * SECOND, 4, 5),
    change(respected + 20 * SECOND, 5, 4, 'other'),
  ];
}

function said(control: Control): Observation {
  return { ...full, control };
}

const blindOne: Sizer = {
  policy: 'of-the-users-own',
  size: () => ({ says: 'blind', wish: null, reason: { code: 'NoReading' } }),
};

const halfAWorker: Sizer = {
  policy: 'of-the-users-own',
  size: () => ({ says: 'wish', wish: 2.5, reason: { code: 'NoSizer' } }),
};

function withSizer(sizer: Sizer, spec: SpecWishes, seen: Observation = full): Decision {
  const made: Plan = plan(spec);
  return decide({ ...made, sizers: [...made.sizers, sizer] }, seen, history(), NOON);
}
