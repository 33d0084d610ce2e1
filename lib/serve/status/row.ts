/** One dataset as a line of the overview, and as the panel behind it: texts and figures ready to be shown, nothing as markup. */
import { boundsShown } from '../../decide/bounds.ts';
import { budgetLine } from '../../decide/budget.ts';
import { foresee } from '../../decide/foresee.ts';
import { fullness } from '../../decide/fullness.ts';
import { modeInForce } from '../../decide/mode.ts';
import { sees } from '../../model/observation.ts';
import { describeReason, fieldOf } from '../../model/reasons/index.ts';
import { describeTrouble } from '../../model/trouble.ts';
import { usersLine } from '../../report/observed.ts';
import { peopleLines } from '../../report/people.ts';
import { formatSize } from '../../units/size.ts';
import { fullAtMax } from '../full-at-max.ts';
import type { DatasetStatus } from '../shown.ts';
import { conditionOf } from './condition.ts';
import type { News } from './news.ts';
import type { NewsItem, Panel, Row } from './wire.ts';

const WHOLE = 100_000;

export function rowOf(status: DatasetStatus, now: number, news: News): Row {
  const { dataset, plan, observation, decision, reason } = status;
  const { min, max } = boundsShown(plan, decision);
  const full = observation === null ? null : fullness(observation);
  return {
    dataset,
    condition: conditionOf(status, now),
    mode: modeInForce(plan, observation, now),
    reason: describeReason(reason),
    usage: full === null ? null : full / WHOLE,
    level: levelOf(status),
    replicas: observation?.replicas ?? null,
    serving: observation?.workers.serving ?? null,
    min,
    max,
    marks: news.marks(dataset),
    news: news.count(dataset),
  };
}

/** Sizers name what they compare with in their reasons. */
function levelOf({ decision }: DatasetStatus): number | null {
  for (const { reason } of decision?.wishes ?? []) {
    const level = reason.numbers?.up ?? reason.numbers?.target;
    if (typeof level === 'number') return level / WHOLE;
  }
  return null;
}

const STATES = { wish: 'wishes for', abstain: 'abstains', blind: 'is blind' } as const;

export function panelOf(status: DatasetStatus, news: readonly NewsItem[]): Panel {
  const { dataset, decision } = status;
  return {
    dataset,
    facts: factsOf(status),
    wishes:
      decision?.wishes.map(({ policy, says, wish, reason }) => ({
        policy,
        says: says === 'wish' ? `${STATES.wish} ${wish}` : STATES[says],
        reason: describeReason(reason),
      })) ?? [],
    rungs: decision?.rungs.map((rung) => ({ ...rung, reason: describeReason(rung.reason) })) ?? [],
    decision:
      decision === null
        ? null
        : { at: decision.at, current: decision.current, target: decision.target, outcome: decision.outcome },
    field: fullAtMax(status) === true ? 'spec.replicas.max' : fieldOf(status.reason),
    coming: comingOf(status),
    news,
  };
}

function comingOf({ plan, observation, history, decision }: DatasetStatus): Panel['coming'] {
  if (observation === null || history === null || decision === null) return [];
  return foresee(plan, observation, history, decision).map(({ at, what, next }) => {
    const { outcome, current, target, reason } = next;
    if (outcome === 'hold') return { at, what, next: `stays at ${current}: ${describeReason(reason)}` };
    const verb = outcome === 'would' ? 'would go' : 'goes';
    return { at, what, next: `${verb} ${current} → ${target}: ${describeReason(reason)}` };
  });
}

function factsOf({ plan, observation }: DatasetStatus): Panel['facts'] {
  const document = ['Policy', `${plan.mode}, sha256 ${plan.hash.slice(0, 12)}`] as const;
  if (observation === null) return [document];
  const { runtime, reading, dataset, workers, operations, users, owners, control, budgets } = observation;
  const { sizeBytes, sizeNote, phase, copies } = dataset;
  const cache = sees(reading)
    ? `${formatSize(reading.usedBytes)} of ${formatSize(reading.capacityBytes)} used, ${reading.workers} workers by ${reading.source}`
    : [reading, ...(reading.others ?? [])].map(describeReason).join('; ');
  const size = sizeBytes === null ? `unknown: ${describeReason(sizeNote)}` : formatSize(sizeBytes);
  return [
    ['Runtime', `${runtime.kind} ${runtime.namespace}/${runtime.name}`],
    ['Cache', cache],
    ['Dataset', `${size}, ${phase}, ${copies} ${copies === 1 ? 'copy' : 'copies'}`],
    [
      'Workers',
      `${workers.asked} asked for, ${workers.serving} serving, ${workers.pending} pending, ${workers.terminating} going`,
    ],
    ...peopleLines(control, observation.at).map((line) => ['People', line] as const),
    ...(workers.troubled ?? []).map(
      (trouble) => ['Not serving', describeTrouble(trouble, observation.at)] as const,
    ),
    ...(operations.length === 0 ? [] : [['Running', operations.join(', ')] as const]),
    ...(users === undefined ? [] : [['Users', usersLine(users)] as const]),
    ...(budgets ?? []).map((budget) => ['Budget', budgetLine(budget)] as const),
    ...(owners.length === 0 ? [] : [['Also scaled by', owners.join(', ')] as const]),
    document,
  ];
}
