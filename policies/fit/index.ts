import * as z from 'zod';
import type { Answer, Context, NextChange, Policy, Setting } from '../../lib/decide/contract.ts';
import { blindAnswer } from '../../lib/decide/sight.ts';
import { shareWanted, sizeSaidBy, workersToHold } from '../../lib/decide/wanted-size.ts';
import { clusterRule } from '../../lib/spec/cluster-rules.ts';
import { duration, percentOf, share, utilization } from '../../lib/spec/values.ts';
import { notes } from './notes.ts';

const EITHER = 'give either `keep` or `headroom`: a part of the dataset, or all of it with room to spare';
/** Ten times the dataset is no headroom any more. */
const MOST_HEADROOM = 900_000;
const TOO_MUCH = 'must be a percentage of at most 900%';
const headroom = clusterRule(
  share().refine((value) => value <= MOST_HEADROOM, { error: TOO_MUCH }),
  `!self.matches(r'^\\d+(\\.\\d{1,3})?\\s*%$') || ${percentOf('self')} <= 900.0`,
  TOO_MUCH,
);

const schema = clusterRule(
  z
    .strictObject({
      keep: utilization()
        .optional()
        .describe('Hold this share of the dataset. Default 100%: the whole of it.'),
      headroom: headroom
        .optional()
        .describe('Hold the whole dataset and this much more of its size, for data to come.'),
      smallerAfter: duration()
        .optional()
        .describe('A size that became smaller is acted on after it has stood for so long. Default 1h.'),
    })
    .refine((config) => config.keep === undefined || config.headroom === undefined, {
      error: EITHER,
      path: ['headroom'],
    }),
  '!has(self.keep) || !has(self.headroom)',
  EITHER,
  '.headroom',
);

export type FitConfig = z.infer<typeof schema>;

const SMALLER_AFTER_MS = 3_600_000;

/** As many workers as hold the dataset, or a share of it, by its size: one decision instead of many. */
export const fit: Policy<FitConfig> = {
  name: 'fit',
  summary: 'as many workers as hold the dataset, or a share of it, by its known size',
  schema,
  build: (config, setting) => {
    if (config === undefined) return {};
    const rule: Rule = {
      setting,
      share: shareWanted(setting),
      smallerAfter: config.smallerAfter ?? SMALLER_AFTER_MS,
    };
    return {
      sizers: [{ policy: 'fit', size: (context) => size(rule, context) }],
      nextChange: (context) => believed(rule, context),
    };
  },
  notes,
};

interface Rule {
  readonly setting: Setting;
  readonly share: number;
  readonly smallerAfter: number;
}

function size({ setting, share, smallerAfter }: Rule, context: Context): Answer {
  const { sizeBytes, observation, current, reading, now } = context;
  const { dataset } = observation;
  if (sizeBytes === null) {
    return { says: 'abstain', wish: null, reason: dataset.sizeNote ?? { code: 'SizeUnknown' } };
  }
  const sized = workersToHold({ bytes: sizeBytes, copies: dataset.copies, share }, context, setting);
  if (sized === null) return blindAnswer(context);
  const { workers: wish, numbers } = sized;
  if (reading === null) {
    const reason = { code: 'FitDeclared', numbers: { by: sizeSaidBy(observation, setting), ...numbers } };
    return { says: 'wish', wish, reason };
  }
  const left = heldFor(setting, context, smallerAfter) - now;
  if (wish < current && left > 0) {
    const from = dataset.fell?.from ?? sizeBytes;
    return {
      says: 'wish',
      wish: current,
      reason: { code: 'FitSmaller', numbers: { from, left, ...numbers } },
    };
  }
  const by = sizeSaidBy(observation, setting);
  return { says: 'wish', wish, reason: { code: 'Fit', numbers: { by, ...numbers } } };
}

/** Until when a size that fell is not believed; an instant that is over where there is none, or a person says the size. */
function heldFor({ sizeBytes }: Setting, { observation }: Context, smallerAfter: number): number {
  const { fell } = observation.dataset;
  return fell === undefined || sizeBytes !== undefined ? Number.NEGATIVE_INFINITY : fell.at + smallerAfter;
}

function believed({ setting, smallerAfter }: Rule, context: Context): NextChange | null {
  const at = heldFor(setting, context, smallerAfter);
  return at > context.now ? { at, what: 'the smaller size of the dataset is believed' } : null;
}
