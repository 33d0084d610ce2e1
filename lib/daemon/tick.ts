/** One tick of one dataset: observe -> decide -> intend -> act -> conclude, forward only. */
import { decide } from '../decide/decide.ts';
import type { Plan } from '../decide/plan.ts';
import { forget } from '../decide/remember.ts';
import { withFall } from '../decide/size-seen.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { Decision } from '../model/decision.ts';
import type { Reason } from '../model/observation.ts';
import { countHolder } from '../runtimes/holder.ts';
import { sameObjects } from '../signals/seen.ts';
import { sameValue } from '../units/same.ts';
import { type Desk, writeOrKeep } from './desk.ts';
import { noteFullness, nothingFollowed } from './hurry.ts';
import { noticeJump } from './jump.ts';
import { isOlderThan } from './notice.ts';
import { withAnswers, withDoubts } from './observed.ts';
import { conclude, recognise } from './recognise.ts';
import { flushQuiet, record } from './record.ts';
import { takeOver } from './take-over.ts';
import { tellAbsence, tellBudgets, withBudgets } from './under-budgets.ts';

/** A watch that shows the runtime as it was before our last patch is believed to lag for so long, ms. */
const LAG_MS = 60_000;

/** There is nothing to decide on now, and why. */
export function show(desk: Desk, reason: Reason): void {
  const history = desk.memory?.history ?? null;
  desk.status = {
    dataset: desk.dataset,
    plan: desk.plan,
    observation: null,
    decision: null,
    reason,
    history,
  };
}

export async function tick(desk: Desk, signal: AbortSignal): Promise<void> {
  const { ports, plan, dataset } = desk;
  try {
    if (!ports.cluster.synced()) return show(desk, { code: 'NotSynced' });
    const before = ports.cluster.objects(plan.namespace, plan.dataset);
    takeSightOf(desk, before);
    await desk.sight.look(before, plan.sources, signal);
    if (signal.aborted) return;
    // Read again after the look: what was watched meanwhile counts.
    const objects = known(desk, ports.cluster.objects(plan.namespace, plan.dataset));
    // Another runtime now: the look was at the old one's cache, and the change has called for the next tick.
    if (uidOf(objects) !== desk.sightUid) return;
    await consider(desk, plan, objects, signal);
  } catch (error) {
    ports.log.error({ dataset, error: String(error) }, 'this tick failed; the next one tries again');
  }
}

/** The very same as at the last look where nothing in them is another. */
function known({ seen }: Desk, objects: DatasetObjects): DatasetObjects {
  return seen !== null && sameObjects(seen.objects, objects) ? seen.objects : objects;
}

function uidOf({ runtime }: DatasetObjects): string | null {
  return runtime?.metadata.uid ?? null;
}

/** A runtime that was deleted and made again has an empty cache: nothing the old one said counts for it. */
function takeSightOf(desk: Desk, objects: DatasetObjects): void {
  const uid = uidOf(objects);
  if (uid === desk.sightUid) return;
  desk.sight = desk.ports.sight.open();
  desk.sightUid = uid;
  desk.workerBytes = null;
  Object.assign(desk, nothingFollowed);
}

async function consider(desk: Desk, plan: Plan, objects: DatasetObjects, signal: AbortSignal): Promise<void> {
  const { ports } = desk;
  if (lags(desk, objects)) return;
  const now = ports.clock.now();
  const seen = desk.sight.observe(objects, now, desk.seen);
  desk.seen = { objects, observation: 'waiting' in seen ? null : seen.observation };
  const holder = countHolder(objects);
  if ('waiting' in seen || holder === null) {
    const reason =
      'waiting' in seen ? seen.waiting : { code: 'NoRuntime', numbers: { dataset: desk.dataset } };
    tellAbsence(desk, objects);
    return wait(desk, elsewhere(desk, plan) ?? unseenRuntime(desk, reason) ?? reason);
  }
  desk.generation = holder.metadata.generation ?? null;
  await noticeJump(desk, now);
  const notYet = await takeOver(desk, seen.observation, holder);
  if (notYet !== null) {
    tellBudgets(desk, objects, seen.observation, null);
    return waitFor(desk, notYet);
  }
  desk.waiting = null;
  await recognise(desk, seen.observation, holder);
  if (desk.memory === null) return;
  const known = withFall(seen.observation, desk.memory.history);
  const answered = await withAnswers(desk, plan, withDoubts(desk, known), now);
  if (signal.aborted) return;
  // Last, for it must not grow old: while a plug-in was asked, a round may have given to others.
  const observation = withBudgets(desk, objects, answered);
  const decision = asBefore(desk, decide(plan, observation, desk.memory.history, now));
  tellBudgets(desk, objects, observation, decision);
  noteFullness(desk, observation);
  const { history } = desk.memory;
  desk.status = { dataset: desk.dataset, plan, observation, decision, reason: decision.reason, history };
  await record(desk, { plan, observation, decision, history });
  forget(desk.memory.history, now, plan);
}

/** What it says as the last one did is kept once; its lists in no more room than they need. */
function asBefore({ status }: Desk, decision: Decision): Decision {
  const { wishes, rungs, reason } = decision;
  const last = status.decision;
  return {
    ...decision,
    wishes: last !== null && sameValue(last.wishes, wishes) ? last.wishes : wishes.slice(),
    rungs: last !== null && sameValue(last.rungs, rungs) ? last.rungs : rungs.slice(),
    reason: last !== null && sameValue(last.reason, reason) ? last.reason : reason,
  };
}

/** A copy of the count older than our last patch is not acted on; after a minute it is no lag (a restored etcd, say). */
function lags(desk: Desk, objects: DatasetObjects): boolean {
  const { ports, dataset, patchedAt } = desk;
  if (!isOlderThan(objects, desk.resourceVersion)) return false;
  if (ports.clock.monotonic() - patchedAt < LAG_MS) return true;
  desk.resourceVersion = null;
  ports.log.warn(
    { dataset },
    'the watch still shows the runtime as before the last patch; it is believed now',
  );
  return false;
}

function elsewhere({ ports }: Desk, { namespace }: Plan): Reason | null {
  const watched = ports.namespace;
  if (watched === null || watched === namespace) return null;
  return { code: 'NamespaceNotWatched', numbers: { watched, namespace } };
}

/** What cannot be seen is not absent: the runtime may be of a kind that this daemon has no right to list. */
function unseenRuntime({ ports, dataset }: Desk, { code }: Reason): Reason | null {
  if (code !== 'NoRuntime') return null;
  const spots = ports.cluster
    .unseen()
    .filter(({ needed, kind }) => needed === 'own' && kind.endsWith('Runtime'));
  if (spots.length === 0) return null;
  const kinds = spots.map(({ kind }) => kind).join(', ');
  return { code: 'RuntimeUnseen', numbers: { dataset, kinds, why: spots[0]?.why ?? '' } };
}

/** Nothing to decide on. An intent that is still open will never be concluded by what is seen. */
async function wait(desk: Desk, reason: Reason): Promise<void> {
  const { memory, ports } = desk;
  if (desk.waiting !== reason.code && memory?.open) {
    const text = 'the runtime is not there to tell what became of it';
    await conclude(desk, memory.history.uid, 'unknown', text, ports.clock.now());
  }
  await waitFor(desk, reason);
}

/** Shown as long as it lasts, recorded once. */
async function waitFor(desk: Desk, reason: Reason): Promise<void> {
  show(desk, reason);
  if (desk.waiting === reason.code) return;
  desk.waiting = reason.code;
  desk.recorded = null;
  await flushQuiet(desk);
  await writeOrKeep(desk, { kind: 'waiting', dataset: desk.dataset, reason });
}
