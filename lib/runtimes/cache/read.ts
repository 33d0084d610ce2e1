import type { DatasetObjects } from '../../kube/objects.ts';
import type { Blind } from '../../model/observation.ts';
import { blind, isBlind } from '../blind.ts';
import type { EngineFigures, Look, ReadOptions, Subject } from '../contract.ts';
import { pickCount, pickText } from '../fields.ts';
import { parseOverride } from '../override.ts';
import { gatherPage } from '../page.ts';
import { overNetwork } from '../reach.ts';
import { servingPods } from '../worker-pods.ts';
import { type ReportCommand, reportCommand, withoutClass } from './class.ts';
import { type Report, reportIn } from './report.ts';

export const SOURCE = 'cache-report';

/** A report is some hundred bytes; classes may add to it. */
const MOST_BYTES = 64 * 2 ** 10;
/** The longest a class's command may take, whatever the class allows it, ms: a look must be over while it is fresh. */
const LONGEST_MS = 20_000;

/**
 * What the class's own command reports, or the same JSON at the address that the user gave. Never the Dataset's status: Fluid
 * writes that once, when it binds the Dataset, and never again.
 */
export async function lookAtReport({ objects, url }: Subject, means: ReadOptions): Promise<Look> {
  const at = means.clock.now();
  const report = url === null ? await byCommand(objects, means) : await byAddress(url, means);
  if (isBlind(report)) return { result: report };
  const workers = workersOf(objects);
  const numbers = { kind: 'CacheRuntime', runtime: `${objects.namespace}/${objects.name}` };
  return {
    result: workers === 0 ? blind(SOURCE, 'NoServingWorker', numbers) : figuresOf(report, workers, at),
  };
}

/** The report does not count workers: those that serve make up its capacity. */
function workersOf(objects: DatasetObjects): number {
  const pods = servingPods(objects, `${objects.name}-worker`).length;
  if (pods > 0) return pods;
  return (
    pickCount(objects.workerSet, 'status', 'readyReplicas') ??
    pickCount(objects.runtime, 'status', 'worker', 'readyReplicas') ??
    0
  );
}

function figuresOf({ usedBytes, capacityBytes }: Report, workers: number, at: number): EngineFigures {
  const nothing = { lostWorkers: null, ufsReadBytes: null, servedBytes: null, evictions: null };
  return { source: SOURCE, at, capacityBytes, usedBytes, workers, ...nothing };
}

async function byCommand(objects: DatasetObjects, means: ReadOptions): Promise<Report | Blind> {
  const { exec, lookUp, allowed } = means;
  const { namespace } = objects;
  if (exec === undefined || allowed?.has('exec') !== true)
    return blind(SOURCE, 'ExecNotAllowed', { what: 'a CacheRuntime', namespace });
  const name = pickText(objects.runtime, 'spec', 'runtimeClassName') ?? '';
  const looked = name === '' ? undefined : await lookUp?.cacheRuntimeClass(name);
  if (looked === undefined) return blind(SOURCE, 'ClassMissing', { class: name, text: 'no name' });
  if (!('object' in looked)) return blindBy(withoutClass(name, looked));
  const asked = reportCommand(objects, looked.object);
  if ('code' in asked) return blindBy(asked);
  const answer = await exec(requestOf(asked, namespace, means));
  if ('failure' in answer) return blindBy(answer.failure);
  return orBlind(reportIn(answer.stdout, `pod ${asked.pod}`));
}

function requestOf({ timeoutMs, ...asked }: ReportCommand, namespace: string, means: ReadOptions) {
  const limit = Math.max(means.timeoutMs, Math.min(timeoutMs ?? 0, LONGEST_MS));
  const signal = means.signal && { signal: means.signal };
  return { namespace, ...asked, timeoutMs: limit, maxBytes: MOST_BYTES, ...signal };
}

async function byAddress(url: string, means: ReadOptions): Promise<Report | Blind> {
  const address = parseOverride(SOURCE, url, ['/']);
  if (isBlind(address)) return address;
  const [page] = address.pages;
  if (page === undefined) return blind(SOURCE, 'EngineUrlInvalid');
  const { fetch = overNetwork } = means;
  const { take, text } = gatherPage();
  const failure = await fetch(page, { ...means, maxBytes: MOST_BYTES }, take);
  return failure === null ? orBlind(reportIn(text(), page.url.host)) : blindBy(failure);
}

function orBlind(report: ReturnType<typeof reportIn>): Report | Blind {
  return 'why' in report ? blindBy(report.why) : report;
}

function blindBy({ code, numbers }: { readonly code: string; readonly numbers?: Blind['numbers'] }): Blind {
  return blind(SOURCE, code, numbers);
}
