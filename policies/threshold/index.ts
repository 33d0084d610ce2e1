import * as z from 'zod';
import type { Answer, Context, Policy, Setting } from '../../lib/decide/contract.ts';
import { fewestUnder } from '../../lib/decide/fullness.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { blindAnswer, countsMoreWorkers, stayUntilAllServe } from '../../lib/decide/sight.ts';
import type { Reading } from '../../lib/model/observation.ts';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { percentOf, utilization } from '../../lib/spec/values.ts';
import { formatShare } from '../../lib/units/share.ts';

const DOWN_NOT_BELOW = '`down` must be below `up`';
const schema = clusterRule(
  z
    .strictObject({
      up: utilization().describe('Grow when the cache is at least this full.'),
      down: utilization()
        .optional()
        .describe(
          'At or below this, shrink to the fewest workers that stay under `up`. Without it, never shrinks.',
        ),
    })
    .refine(({ up, down }) => down === undefined || down < up, { error: DOWN_NOT_BELOW, path: ['down'] }),
  `!has(self.down) || ${percentOf('self.down')} < ${percentOf('self.up')}`,
  DOWN_NOT_BELOW,
  '.down',
);

type Config = z.infer<typeof schema>;

/** Grows a cache that is full while growing can help, and shrinks one that is empty enough. */
export const threshold: Policy<Config> = {
  name: 'threshold',
  summary: 'grow when the cache is this full; optionally shrink when it is this empty',
  schema,
  build: (config) =>
    config === undefined
      ? {}
      : {
          sizers: [{ policy: 'threshold', size: (context) => size(config, context) }],
          crossings: (context) => crossings(config, context),
        },
  notes: (config, setting) => notes(config, setting),
};

function size(config: Config, context: Context): Answer {
  const { current, reading, fullness } = context;
  if (current === 0) return { says: 'abstain', wish: null, reason: { code: 'NoWorkersNoRatio' } };
  if (reading === null || fullness === null) return blindAnswer(context);
  if (countsMoreWorkers(context, reading)) return countsMore(context, reading);
  if (fullness >= config.up || reading.plateau) return whenFull(config, context, reading, fullness);
  if (config.down !== undefined && fullness <= config.down) {
    return whenEmpty(config.up, config.down, context, reading, fullness);
  }
  return {
    says: 'wish',
    wish: current,
    reason: { code: 'BelowThreshold', numbers: { fullness, up: config.up } },
  };
}

/** Where it fills: `up`, unless the dataset fits; where it empties: `down`. */
function crossings({ up, down }: Config, { fullness, fullFit, current }: Context): readonly number[] {
  if (fullness === null) return [];
  const fits = fullFit !== null && fullFit <= current;
  return [...(fullness >= up || fits ? [] : [up]), ...(down === undefined || fullness <= down ? [] : [down])];
}

function countsMore({ current }: Context, { workers }: Reading): Answer {
  const numbers = { engine: workers, asked: current };
  return { says: 'blind', wish: null, reason: { code: 'EngineCountsMoreWorkers', numbers } };
}

/** A full cache cannot say how much it lacks: as much as the limits allow, while growing can help (design, section 3). */
function whenFull({ up }: Config, context: Context, reading: Reading, fullness: number): Answer {
  const { current, fullFit } = context;
  const most = Math.max(current, context.bounds.max);
  const crossed = fullness >= up;
  if (fullFit !== null) {
    if (fullFit <= current) {
      const code = crossed ? 'FullNotNeeded' : 'PlateauNotNeeded';
      return stay(context, code, { fullness, up, current, fullFit });
    }
    const wish = Math.min(most, fullFit);
    const code = crossed ? 'AboveThreshold' : 'PlateauFull';
    return { says: 'wish', wish, reason: { code, numbers: { fullness, up, fullFit, wish } } };
  }
  const loading = context.observation.operations.some((name) => name.startsWith('DataLoad/'));
  // A plateau is itself evidence: more came in than stayed.
  if (loading || reading.intake === 'rising' || reading.plateau) {
    const code = crossed ? 'AboveThresholdSizeUnknown' : 'PlateauFull';
    return { says: 'wish', wish: most, reason: { code, numbers: { fullness, up, wish: most } } };
  }
  if (reading.intake === 'unoffered') {
    const numbers = { fullness, up, wish: most, source: reading.source };
    return { says: 'wish', wish: most, reason: { code: 'GrowUnproven', numbers } };
  }
  return stay(context, 'FullIdle', { fullness, up, intake: reading.intake });
}

function stay(context: Context, code: string, numbers: Record<string, number | string>): Answer {
  return { says: 'wish', wish: context.current, reason: { code, numbers } };
}

function whenEmpty(up: number, down: number, context: Context, reading: Reading, fullness: number): Answer {
  const { current, observation } = context;
  const wish = Math.min(current, fewestUnder(reading, up));
  if (wish < current && observation.workers.serving < current) return stayUntilAllServe(context);
  return { says: 'wish', wish, reason: { code: 'BelowDown', numbers: { fullness, up, down, wish } } };
}

function notes({ up, down }: Config, setting: Setting): string[] {
  const { bounds } = setting;
  if (down === undefined) return [];
  const found: string[] = [];
  if (!mayShrink(setting)) {
    found.push(
      'threshold.down shrinks nothing: scaling down is disabled unless the document says scaleDown: enabled; ' +
        'it only keeps one step of growth from going further than it would take back',
    );
  }
  for (let n = Math.max(2, bounds.min + 1); n <= Math.min(bounds.max, 1000); n++) {
    if ((down * n) / (n - 1) < up) continue;
    const [low, high] = [formatShare(down), formatShare(up)];
    found.push(
      `threshold.up ${high} and threshold.down ${low} are closer than one worker at ${n} workers: ` +
        `a cache ${low} full would be ${formatShare(Math.ceil((down * n) / (n - 1)))} full with one worker fewer, so it is not shrunk there`,
    );
    break;
  }
  return found;
}
