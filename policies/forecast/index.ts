import * as z from 'zod';
import type { Answer, Context, Policy, Setting } from '../../lib/decide/contract.ts';
import { blindAnswer, countsMoreWorkers } from '../../lib/decide/sight.ts';
import type { Reading } from '../../lib/model/observation.ts';
import { period, utilization } from '../../lib/spec/values.ts';
import { formatShare } from '../../lib/units/share.ts';
import { type Needs, needsOf } from './needs.ts';
import { outlookOf } from './outlook.ts';

const SHORTEST_MS = 600_000;
const LONGEST_MS = 86_400_000;

const schema = z.strictObject({
  full: utilization().optional().describe('What counts as full. Default 90%.'),
  window: period()
    .refine((ms) => ms >= SHORTEST_MS && ms <= LONGEST_MS, { error: 'must be a duration from 10m to 24h' })
    .optional()
    .describe('The time back from which the fill rate is worked out. Default 30m.'),
});

type Config = z.infer<typeof schema>;

const FULL = 90_000;
const WINDOW_MS = 1_800_000;

/** Grows before the cache is full: so long before as workers take to serve. Never shrinks. */
export const forecast: Policy<Config> = {
  name: 'forecast',
  summary: 'grow when the cache will be full before workers asked for later could serve',
  schema,
  build: (config, setting) => {
    if (config === undefined) return {};
    const { full = FULL, window = WINDOW_MS } = config;
    const needs = needsOf(setting);
    const terms: Terms = { full, window, needs };
    return {
      sizers: [{ policy: 'forecast', size: (context) => size(terms, context) }],
      levels: window,
      defaults: [
        ...(config.full === undefined ? [`spec.policies.forecast.full: ${formatShare(FULL)}`] : []),
        ...(config.window === undefined ? ['spec.policies.forecast.window: 30m'] : []),
      ],
    };
  },
  notes: (config, setting) => notes(config, setting),
};

interface Terms {
  readonly full: number;
  readonly window: number;
  readonly needs: Needs;
}

function size(terms: Terms, context: Context): Answer {
  const { current, reading, fullFit, bounds } = context;
  if (current === 0) return abstain('NoWorkersNoRatio');
  if (reading === null) return blindAnswer(context);
  if (countsMoreWorkers(context, reading)) {
    const numbers = { engine: reading.workers, asked: current };
    return { says: 'blind', wish: null, reason: { code: 'EngineCountsMoreWorkers', numbers } };
  }
  if (fullFit !== null && fullFit <= current) return abstain('ForecastFits', { current, fullFit });
  const most = Math.max(current, Math.min(bounds.max, fullFit ?? Number.POSITIVE_INFINITY));
  return grow(terms, context, reading, most);
}

/** @param most no more workers than this are wished for */
function grow({ full, window, needs }: Terms, context: Context, reading: Reading, most: number): Answer {
  const { current, history, now } = context;
  const outlook = outlookOf(history, { now, window, full });
  if (outlook.says !== 'fills') return abstain(outlook.says, outlook.numbers);
  const { wish, left, lead } = needs({ current, most, reading, full, rate: outlook.rate, history });
  const { basis, soFar } = outlook;
  const numbers = {
    rate: Math.round(outlook.rate * 3_600_000),
    up: full,
    left,
    lead,
    basis,
    error: outlook.error,
    soFar,
  };
  if (wish <= current) return abstain('ForecastLater', numbers);
  return { says: 'wish', wish, reason: { code: 'ForecastFull', numbers: { wish, ...numbers } } };
}

function abstain(code: string, numbers: Record<string, number | string | null> = {}): Answer {
  return { says: 'abstain', wish: null, reason: { code, numbers } };
}

function notes({ full = FULL }: Config, { policies }: Setting): string[] {
  const up = (policies.threshold as { up?: number } | undefined)?.up;
  if (up === undefined || full <= up) return [];
  return [
    `forecast.full ${formatShare(full)} is above threshold.up ${formatShare(up)}: the threshold grows the cache before the forecast counts it as full`,
  ];
}
