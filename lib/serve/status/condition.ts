/** How a dataset stands, in two or three words, and how much it wants a person's attention. */
import { modeInForce } from '../../decide/mode.ts';
import { HOLDING_RULES } from '../../decide/rules.ts';
import { sees } from '../../model/observation.ts';
import { fullAtMax } from '../full-at-max.ts';
import type { DatasetStatus } from '../shown.ts';
import type { Condition } from './wire.ts';

/** Nothing is wrong with the dataset while these are why it is not looked at. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set(['NotLookedYet', 'NotSynced', 'StandingBy']);
const FAILING: ReadonlySet<string> = new Set([
  'LedgerUnwritable',
  'PatchFailed',
  'AnotherDaemon',
  'TugOfWar',
  'SetDoesNotFollow',
  'Unwatched',
]);

/** @param now ms since the epoch */
export function conditionOf(status: DatasetStatus, now: number): Condition {
  const { observation, decision, reason, plan } = status;
  if (FAILING.has(reason.code)) return { level: 'bad', word: 'failing' };
  if (observation === null || decision === null) {
    if (NOT_LOOKED_AT.has(reason.code)) return { level: 'quiet', word: 'not looked at' };
    return { level: 'warn', word: 'waiting' };
  }
  if (!sees(observation.reading)) return { level: 'bad', word: 'blind' };
  if (fullAtMax(status) === true) return { level: 'bad', word: 'full at max' };
  if (decision.rungs.some(({ by }) => HOLDING_RULES.has(by))) return { level: 'warn', word: 'held' };
  if (modeInForce(plan, observation, now) === 'paused') return { level: 'warn', word: 'paused' };
  const { current, target, outcome } = decision;
  if (outcome === 'would') return { level: 'act', word: `would ${current} → ${target}` };
  if (outcome === 'move') return { level: 'act', word: `${current} → ${target}` };
  if (observation.workers.serving < observation.replicas) return { level: 'act', word: 'workers starting' };
  return { level: 'good', word: 'steady' };
}
