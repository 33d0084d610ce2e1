import type { Bounds } from '../decide/contract.ts';
import { newHistory } from '../decide/remember.ts';
import type { KubeObject } from '../kube/objects.ts';
import { MANAGER } from '../ledger/replay.ts';
import type { History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import { replicasWriter } from './notice.ts';

/**
 * The history of a runtime this ledger does not know. When our own field manager wrote its count, the ledger is gone or
 * belongs to another daemon: the step counts as spent and the cool-down as running from that write, or from now where the
 * API server does not date it (design, law 4).
 */
export function firstHistory(observation: Observation, runtime: KubeObject, bounds: Bounds): History {
  const history = newHistory(observation, bounds);
  const writer = replicasWriter(runtime);
  if (writer?.manager !== MANAGER) return history;
  const to = observation.replicas;
  const from = to > bounds.min ? bounds.min : bounds.max;
  if (from === to) return history;
  const at = Math.min(writer.at ?? observation.at, observation.at);
  return { ...history, adopted: true, changes: [{ at, from, to, by: 'peer', manager: MANAGER, record: 0 }] };
}
