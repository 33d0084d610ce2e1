/** Whose runtime is this, and what happened to its count since we last looked? */
import { makeContext } from '../decide/context.ts';
import { rememberChange, rememberSight } from '../decide/remember.ts';
import type { KubeObject } from '../kube/objects.ts';
import { type DatasetMemory, MANAGER } from '../ledger/replay.ts';
import type { Observation } from '../model/observation.ts';
import type { IntentResult } from '../model/records.ts';
import { type Desk, writeOrKeep } from './desk.ts';
import { firstHistory } from './first-sight.ts';
import { countWriter, whoChanged } from './notice.ts';
import { catchUp, writeFact } from './travel.ts';
import { noteUsage } from './usage.ts';

/**
 * Brings the memory up to what the observation shows: new runtime, open intent, somebody's change, workers that serve.
 * @param holder the object in which the count stands
 */
export async function recognise(desk: Desk, observation: Observation, holder: KubeObject): Promise<void> {
  if (desk.memory?.history.uid !== observation.uid) await meet(desk, observation, holder);
  const { memory } = desk;
  if (memory === null) return;
  if (memory.open !== null) await concludeOpen(desk, observation, holder);
  if (observation.replicas !== memory.replicas) await noticeChange(desk, observation, holder);
  else if (memory.unknownTo === observation.replicas) memory.unknownTo = null;
  await noteUsage(desk, observation);
  const { leadership } = desk.ports;
  desk.lookedAt = observation.at;
  desk.seenInTerm = leadership.holds() ? leadership.term() : 0;
  const { bounds } = makeContext(desk.plan, observation, memory.history, observation.at);
  const { served } = rememberSight(memory.history, observation, bounds);
  if (served) {
    const { dataset } = desk;
    const { uid, at, workers } = observation;
    await writeFact(desk, { kind: 'served', dataset, uid, servedAt: at, workers: workers.serving });
  }
  await catchUp(desk);
}

/**
 * @param holder the object in which the count stands
 * @param fill changes what is known of it before that is recorded
 */
export async function meet(
  desk: Desk,
  observation: Observation,
  holder: KubeObject,
  fill: (memory: DatasetMemory) => DatasetMemory = (memory) => memory,
): Promise<void> {
  const { dataset, ports, plan } = desk;
  const { uid, replicas } = observation;
  if (desk.memory?.open)
    await conclude(
      desk,
      desk.memory.history.uid,
      'unknown',
      'the runtime was deleted and made again before anybody looked what became of it',
      observation.at,
    );
  const stamp = desk.memory?.stamp ?? 0;
  const met = {
    history: firstHistory(observation, holder, plan),
    replicas,
    open: null,
    unknownTo: null,
    stamp,
  };
  desk.memory = fill(met);
  const { history } = desk.memory;
  desk.resourceVersion = null;
  desk.recorded = null;
  desk.counted = null;
  const { kind } = observation.runtime;
  await writeOrKeep(desk, {
    kind: 'seen',
    dataset,
    uid,
    runtime: kind,
    replicas,
    history: structuredClone(history),
  });
  ports.log.info({ dataset, uid, replicas }, 'runtime seen for the first time');
}

/** Law 3: an intent of a killed daemon is concluded from what the cluster shows. */
async function concludeOpen(desk: Desk, observation: Observation, holder: KubeObject): Promise<void> {
  const { memory } = desk;
  if (memory?.open == null) return;
  const { from, to, generation } = memory.open;
  const writer = countWriter(holder);
  const ours = writer === null || writer.manager === MANAGER;
  let result: IntentResult = 'unknown';
  if (observation.replicas === to && ours) result = 'applied';
  // The old count may also be what someone set after it was applied; only an untouched spec tells that it never was.
  const untouched = generation !== null && holder.metadata.generation === generation;
  if (observation.replicas === from && untouched) result = 'lost';
  await conclude(
    desk,
    memory.history.uid,
    result,
    'concluded at the next start from what the cluster shows',
    observation.at,
  );
  if (result === 'unknown') memory.unknownTo = to;
  if (result === 'lost') desk.mayArrive = to;
}

/** Writes the conclusion of the open intent and lets the history know of a change that happened, or may have. */
export async function conclude(
  desk: Desk,
  uid: string,
  result: IntentResult,
  text: string,
  concludedAt: number,
): Promise<void> {
  const { memory, dataset } = desk;
  if (memory?.open == null) return;
  const { intent, from, to } = memory.open;
  memory.open = null;
  const written = await writeFact(desk, {
    kind: 'conclusion',
    dataset,
    uid,
    intent,
    from,
    to,
    result,
    concludedAt,
    text,
  });
  if (result !== 'applied' && result !== 'unknown') return;
  const record = written?.seq ?? 0;
  rememberChange(memory.history, { at: concludedAt, from, to, by: 'self', manager: MANAGER, record });
  if (result === 'applied') memory.replicas = to;
}

async function noticeChange(desk: Desk, observation: Observation, holder: KubeObject): Promise<void> {
  const { memory, dataset, ports } = desk;
  if (memory === null) return;
  const [from, to] = [memory.replicas, observation.replicas];
  const writer = countWriter(holder);
  const { seenInTerm, mayArrive } = desk;
  const { unknownTo } = memory;
  // A patch of a dead daemon that seemed lost may arrive while we watch.
  const watching = seenInTerm !== 0 && seenInTerm === ports.leadership.term() && mayArrive !== to;
  const { at: now } = observation;
  const change = whoChanged({ to, writer, unknownTo, watching, now, since: desk.lookedAt });
  memory.replicas = to;
  memory.unknownTo = null;
  desk.mayArrive = null;
  if (change === null) return;
  const { by, manager, changedAt } = change;
  const uid = observation.uid;
  const written = await writeFact(desk, { kind: 'change', dataset, uid, from, to, by, manager, changedAt });
  rememberChange(memory.history, { at: changedAt, from, to, by, manager, record: written?.seq ?? 0 });
  ports.log.info({ dataset, from, to, by, manager }, 'the count was changed by someone else');
}
