import { firstAbort } from '../../clock/first-abort.ts';
import type { KubeObject } from '../../kube/objects.ts';
import type { Reason } from '../../model/observation.ts';
import { askPods } from '../ask-pods.ts';
import { blind } from '../blind.ts';
import type { Look, ReadOptions, Subject } from '../contract.ts';
import { readySince, servingPods } from '../worker-pods.ts';
import { editionOf, mountOf } from './edition.ts';
import { readPod } from './page.ts';
import { juicefsDeclaredBytes } from './settings.ts';
import { countedIn } from './stats.ts';
import { type PodAnswer, podsOf, SOURCE, together } from './together.ts';

const CONTAINER = 'juicefs-worker';
/** `.stats` has 4 to 6 kB. */
const MOST_STATS = 64 * 2 ** 10;

/**
 * Asks every worker that serves. Workers of the enterprise edition form one cache, and each tells its part by a command; those
 * of the community edition cache each for itself, tell it over HTTP, and are one cache only where the document says so.
 */
export async function lookAtWorkers(subject: Subject, means: ReadOptions): Promise<Look> {
  const { objects, url, perPod } = subject;
  const { namespace, name, runtime } = objects;
  const numbers = { kind: 'JuiceFSRuntime', runtime: `${namespace}/${name}` };
  if (url !== null) return { result: blind(SOURCE, 'EngineUrlUnused', numbers) };
  const community = editionOf(objects.dataset) === 'community';
  if (!community && (means.exec === undefined || means.allowed?.has('exec') !== true))
    return { result: blind(SOURCE, 'ExecNotAllowed', { what: 'a JuiceFS enterprise cache', namespace }) };
  const pods = servingPods(objects, `${name}-worker`);
  if (pods.length === 0) return { result: blind(SOURCE, 'NoServingWorker', numbers) };

  const at = means.clock.now();
  const mount = mountOf(namespace, name);
  const answers = await askAll(pods, means, (pod, within) =>
    community ? readPod(pod, mount, within) : readStats(pod, `${mount}/.stats`, within),
  );
  const checked = community ? ofOneVolume(answers) : answers;
  const declared = runtime === null ? null : juicefsDeclaredBytes(runtime);
  const shown = podsOf(checked, declared);
  if (community && !perPod) return { result: blind(SOURCE, 'WorkersDoNotShare', numbers), ...shown };
  if (declared === null) return { result: blind(SOURCE, 'CapacityNotDeclared', numbers), ...shown };
  return { result: together(checked, { at, declaredBytes: declared, young: youngOf(pods, at) }), ...shown };
}

/** A worker that begins looks through what its disks hold: at first it counts next to nothing of a cache that is all there. */
const SCAN_MS = 120_000;

/** Names of those that became ready too short a time ago to be taken at their word. */
function youngOf(pods: readonly KubeObject[], at: number): readonly string[] {
  return pods
    .filter((pod) => at - (readySince(pod) ?? Number.NEGATIVE_INFINITY) < SCAN_MS)
    .map(({ metadata }) => metadata.name);
}

type Told = Awaited<ReturnType<typeof readPod>> | ReturnType<typeof countedIn>;
type Named = PodAnswer & { readonly volume?: string | null };

async function askAll(
  pods: readonly KubeObject[],
  means: ReadOptions,
  ask: (pod: KubeObject, means: ReadOptions) => Promise<Told>,
): Promise<readonly Named[]> {
  const answers = await askPods(pods, means, ask);
  return answers.map((answer, index) => {
    const pod = (pods[index] as KubeObject).metadata.name;
    const late: Reason = { code: 'PodTimeout', numbers: { pod, limit: means.timeoutMs } };
    return { pod, ...(answer ?? { why: late }) };
  });
}

async function readStats(pod: KubeObject, file: string, means: ReadOptions): Promise<Told> {
  const { namespace = '', name } = pod.metadata;
  const { exec, timeoutMs, expire = AbortSignal.timeout } = means;
  // The time of all pods together, of which a command that waited its turn has less left.
  const { signal, release } = firstAbort([expire(timeoutMs), means.signal]);
  const command = ['cat', file];
  const answer = await exec?.({
    namespace,
    pod: name,
    container: CONTAINER,
    command,
    timeoutMs,
    maxBytes: MOST_STATS,
    signal,
  });
  release();
  if (answer === undefined) return { why: { code: 'NoReading' } };
  return 'failure' in answer ? { why: answer.failure } : countedIn(answer.stdout, name);
}

/** Pods of one runtime mount one volume; whoever says another name than most is not the pod we mean. */
function ofOneVolume(answers: readonly Named[]): readonly PodAnswer[] {
  const names = answers.flatMap(({ volume }) => (typeof volume === 'string' ? [volume] : []));
  const times = (name: string) => names.filter((other) => other === name).length;
  const most = names.reduce((best, name) => (times(name) > times(best) ? name : best), names[0] ?? '');
  return answers.map((answer) => {
    if (typeof answer.volume !== 'string' || answer.volume === most) return answer;
    const text = `volume ${answer.volume.slice(0, 80)}, the others ${most.slice(0, 80)}`;
    return { pod: answer.pod, why: { code: 'PodIsAnother', numbers: { pod: answer.pod, text } } };
  });
}
