import type { Plan } from '../decide/plan.ts';
import { newHistory } from '../decide/remember.ts';
import type { KubeObject } from '../kube/objects.ts';
import { MANAGER } from '../ledger/replay.ts';
import type { Change, History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import { countWriter } from './notice.ts';

/**
 * The history of a runtime this ledger does not know. When our own field manager wrote its count, the ledger is gone or
 * belongs to another daemon. Which way it went is not known, so the step of both directions counts as spent and the
 * cool-down of both as running from that write, or from now where the API server does not date it; and nothing shrinks for
 * one window (design, law 4).
 */
export function firstHistory(observation: Observation, holder: KubeObject, plan: Plan): History {
  const { bounds, windowMs } = plan;
  const history = newHistory(observation, bounds);
  const writer = countWriter(holder);
  if (writer?.manager !== MANAGER) return history;
  const to = observation.replicas;
  const at = Math.min(writer.at ?? observation.at, observation.at);
  const changes = [bounds.max, bounds.min]
    .filter((from) => from !== to)
    .map((from): Change => ({ at, from, to, by: 'peer', manager: MANAGER, record: 0 }));
  return { ...history, adopted: true, changes, noShrinkBefore: at + windowMs };
}
