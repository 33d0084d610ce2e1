/** What is measured of each dataset, labelled `namespace` and `dataset`. */
import { boundsShown } from '../../decide/bounds.ts';
import { fullness } from '../../decide/fullness.ts';
import { modeInForce } from '../../decide/mode.ts';
import { type Observation, type Reading, sees } from '../../model/observation.ts';
import type { PluginAnswers } from '../../model/plugin-answer.ts';
import { fullAtMax } from '../full-at-max.ts';
import type { DatasetStatus } from '../shown.ts';
import type { Row } from './rows.ts';

/** A dataset at a scrape. */
export interface Scraped extends DatasetStatus {
  /** Now, ms since the epoch. */
  readonly now: number;
  /** When its last well-formed reading was true, ms; null when there was none yet. */
  readonly lastGoodAt: number | null;
}

/** Shares are counted in thousandths of a percent. */
const WHOLE = 100_000;

const observed =
  (of: (observation: Observation) => number | null) =>
  ({ observation }: Scraped) =>
    observation === null ? null : of(observation);
const read = (of: (reading: Reading) => number) =>
  observed(({ reading }) => (sees(reading) ? of(reading) : null));
const STATES = { wish: 'wishes', abstain: 'abstains', blind: 'blind' } as const;

export const datasetRows: readonly Row<Scraped>[] = [
  {
    name: 'fluid_autoscaler_dataset_fullness_ratio',
    help: 'How full the cache is, as decided on: recent peak of used over the capacity of the workers asked for.',
    of: observed((observation) => {
      const full = fullness(observation);
      return full === null ? null : full / WHOLE;
    }),
  },
  {
    name: 'fluid_autoscaler_dataset_used_bytes',
    help: 'Bytes in the cache, as the engine says.',
    of: read(({ usedBytes }) => usedBytes),
  },
  {
    name: 'fluid_autoscaler_dataset_capacity_bytes',
    help: 'Capacity of the cache, as the engine says.',
    of: read(({ capacityBytes }) => capacityBytes),
  },
  {
    name: 'fluid_autoscaler_dataset_size_bytes',
    help: 'Size of the dataset in its under-store; absent while unknown.',
    of: observed(({ dataset }) => dataset.sizeBytes),
  },
  {
    name: 'fluid_autoscaler_dataset_blind',
    help: '1 while there is no fresh, well-formed reading of the cache, else 0; absent while nothing is looked at.',
    of: observed(({ reading }) => (sees(reading) ? 0 : 1)),
  },
  {
    name: 'fluid_autoscaler_dataset_full_at_max',
    help: '1 while all workers the document allows are asked for and a sizer still calls the cache too full.',
    of: (status) => {
      const full = fullAtMax(status);
      return full === null ? null : Number(full);
    },
  },
  {
    name: 'fluid_autoscaler_dataset_reading_age_seconds',
    help: 'Age of the last good reading of the cache; absent until there was one.',
    of: ({ lastGoodAt, now }) => (lastGoodAt === null ? null : Math.max(0, now - lastGoodAt) / 1000),
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_asked',
    help: 'Workers asked for (spec.replicas).',
    of: observed(({ replicas }) => replicas),
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_serving',
    help: 'Workers that are ready and stay.',
    of: observed(({ workers }) => workers.serving),
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_min',
    help: 'The fewest workers the policy document allows now.',
    of: ({ plan, decision }) => boundsShown(plan, decision).min,
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_max',
    help: 'The most workers the policy document allows now.',
    of: ({ plan, decision }) => boundsShown(plan, decision).max,
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_wished',
    help: 'The largest wish of the sizers, before any limit; absent when none has a say.',
    of: ({ decision }) => decision?.wish ?? null,
  },
  {
    name: 'fluid_autoscaler_dataset_replicas_target',
    help: 'Where the last decision goes, or would go in a dry run or pause; the current count when it holds.',
    of: ({ decision }) => decision?.target ?? null,
  },
  {
    name: 'fluid_autoscaler_dataset_mode',
    help: 'Always 1; the label says whether the document acts (auto), only records (dry-run) or is paused.',
    labels: ['mode'],
    of: ({ plan, observation, now }) => [{ labels: { mode: modeInForce(plan, observation, now) }, value: 1 }],
  },
  {
    name: 'fluid_autoscaler_dataset_reason',
    help: 'Always 1; the labels say what the last decision came to and why (waiting: nothing to decide on).',
    labels: ['outcome', 'reason'],
    of: ({ decision, reason }) => [
      { labels: { outcome: decision?.outcome ?? 'waiting', reason: reason.code }, value: 1 },
    ],
  },
  {
    name: 'fluid_autoscaler_policy_state',
    help: 'Always 1; the label says whether the sizer wishes, abstains or is blind.',
    labels: ['policy', 'state'],
    of: ({ decision }) =>
      decision?.wishes.map(({ policy, says }) => ({ labels: { policy, state: STATES[says] }, value: 1 })) ??
      null,
  },
  {
    name: 'fluid_autoscaler_policy_replicas_wished',
    help: 'How many workers a sizer wishes for; absent while it abstains or is blind.',
    labels: ['policy'],
    of: ({ decision }) =>
      decision?.wishes.flatMap(({ policy, wish }) =>
        wish === null ? [] : [{ labels: { policy }, value: wish }],
      ) ?? null,
  },
  {
    name: 'fluid_autoscaler_policy_binds',
    help: '1 while the limiter or rule changes the number that the sizers wished for, 0 while it speaks and lets it pass.',
    labels: ['policy'],
    of: ({ decision }) => binding(decision?.rungs ?? []),
  },
  {
    name: 'fluid_autoscaler_plugin_failed',
    help: 'Always 1, while a plug-in of the document gives no answer; the labels say which, and the code of why.',
    labels: ['policy', 'reason'],
    of: ({ observation }) => failing(observation?.plugins ?? {}),
  },
];

function failing(plugins: PluginAnswers) {
  return Object.entries(plugins).flatMap(([policy, answer]) =>
    'failed' in answer ? [{ labels: { policy, reason: answer.failed.code }, value: 1 }] : [],
  );
}

/** A policy may speak on several rungs; it binds when any of them does. */
function binding(rungs: readonly { readonly by: string; readonly from: number; readonly to: number }[]) {
  const binds = new Map<string, number>();
  for (const { by, from, to } of rungs) binds.set(by, from === to ? (binds.get(by) ?? 0) : 1);
  return [...binds].map(([policy, value]) => ({ labels: { policy }, value }));
}
