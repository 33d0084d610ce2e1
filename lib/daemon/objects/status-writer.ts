/**
 * Writes the status of DatasetAutoscalers: beside the loop, on change only, and only while this daemon leads. A write that
 * fails is tried again after a while and delays nothing but its own object.
 */
import type { Clock } from '../../clock/clock.ts';
import { backoffMs } from '../../kube/backoff.ts';
import { type KubeClient, resourcePath } from '../../kube/client.ts';
import { ApiError, describeError } from '../../kube/errors.ts';
import type { KubeObject } from '../../kube/objects.ts';
import { AUTOSCALERS } from '../../spec/crd/crd.ts';
import type { Log } from '../ports.ts';
import { type AutoscalerStatus, isNews, type Known, statusOf } from './status.ts';
import { datasetOf, nameOf } from './text.ts';

export interface StatusWriterOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  objects(): Iterable<KubeObject>;
  /** What is known of an object, apart from its own status. */
  known(object: KubeObject): Omit<Known, 'before'>;
  /** Whether we may write at this instant. */
  leads(): boolean;
}

export interface StatusWriter {
  /** Something about this dataset (`namespace/name`) changed, or about any (null): look soon. */
  poke(dataset: string | null): void;
  /** Until the signal aborts; what is under way is given up then. */
  run(signal: AbortSignal): Promise<void>;
}

/** What belongs together (an intent and its conclusion) is written once. */
const SETTLE_MS = 500;
/** Utilization moves without telling: all are looked at this often. */
const EVERY_MS = 60_000;
/** Whether we lead by now is looked at this often. */
const STAND_BY_MS = 2000;
const AT_ONCE = 4;
const TIMEOUT_MS = 5000;
const BACKOFF = { baseMs: 2000, capMs: 300_000 };

/** What is remembered of one object between two writes. */
interface Written {
  /** As our last write left it; worth more than an older copy of the watch. */
  readonly object: KubeObject | null;
  readonly at: number;
  readonly failures: number;
  readonly retryAt: number;
}

export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  const { client, clock, random, log } = options;
  const written = new Map<string, Written>();
  /** Datasets to look at; `all` counts for every one. */
  let [dirty, all] = [new Set<string>(), true];
  let nap = new AbortController();

  const write = async (object: KubeObject, status: AutoscalerStatus, signal: AbortSignal) => {
    const { name, namespace = '', resourceVersion } = object.metadata;
    const key = nameOf(object);
    const last = written.get(key);
    const now = clock.monotonic();
    try {
      const path = resourcePath(AUTOSCALERS, namespace, name, 'status');
      // Whoever wrote meanwhile is seen first: the server refuses another version.
      const body = { metadata: { resourceVersion }, status };
      const contentType = 'application/merge-patch+json';
      const request = { method: 'PATCH', path, body, contentType, signal, timeoutMs: TIMEOUT_MS } as const;
      const stored = await client.request<KubeObject>(request);
      written.set(key, { object: stored, at: now, failures: 0, retryAt: 0 });
    } catch (error) {
      if (signal.aborted) return;
      const failures = (last?.failures ?? 0) + 1;
      const outdated = error instanceof ApiError && (error.status === 409 || error.status === 404);
      if (!outdated && failures === 1) {
        log.warn(
          { object: key, error: describeError(error) },
          'a status could not be written; tried again later',
        );
      }
      const retryAt = now + backoffMs(failures, random, BACKOFF);
      written.set(key, { object: null, at: last?.at ?? 0, failures, retryAt });
    }
  };

  interface Job {
    readonly object: KubeObject;
    readonly status: AutoscalerStatus;
  }
  const jobFor = (watched: KubeObject): Job | null => {
    const last = written.get(nameOf(watched));
    const now = clock.monotonic();
    if (last !== undefined && last.retryAt > now) return null;
    const object = newer(watched, last?.object ?? null);
    const before = (object.status ?? {}) as Partial<AutoscalerStatus>;
    const status = statusOf({ ...options.known(object), before }, clock.now());
    const since = last === undefined ? Number.POSITIVE_INFINITY : now - last.at;
    if (status !== null && isNews(before, status, since)) return { object, status };
    // What failed has arrived after all, or need not be said any more: there is nothing left to try again.
    if (last !== undefined && last.failures > 0) written.set(nameOf(watched), { ...last, failures: 0 });
    return null;
  };
  const jobs = (): readonly Job[] => {
    const [some, every] = [dirty, all];
    [dirty, all] = [new Set(), false];
    const wanted = (object: KubeObject) =>
      every || some.has(datasetOf(object)) || (written.get(nameOf(object))?.failures ?? 0) > 0;
    return [...options.objects()].filter(wanted).flatMap((object) => jobFor(object) ?? []);
  };
  const writeAll = async (signal: AbortSignal) => {
    const list = jobs();
    for (let i = 0; i < list.length && options.leads() && !signal.aborted; i += AT_ONCE) {
      const some = list.slice(i, i + AT_ONCE);
      await Promise.all(some.map(({ object, status }) => write(object, status, signal)));
    }
  };
  /** Until the next failed write may be tried again, at most a minute, ms. */
  const untilRetry = () => {
    const now = clock.monotonic();
    const due = [...written.values()]
      .filter(({ failures }) => failures > 0)
      .map(({ retryAt }) => retryAt - now);
    return Math.max(0, Math.min(EVERY_MS, ...due));
  };
  const forgetGone = () => {
    const here = new Set([...options.objects()].map(nameOf));
    for (const key of written.keys()) if (!here.has(key)) written.delete(key);
  };
  const rest = async (ms: number, signal: AbortSignal) => {
    nap = new AbortController();
    const end = () => nap.abort();
    signal.addEventListener('abort', end, { once: true });
    if (!signal.aborted) await clock.sleep(ms, nap.signal);
    signal.removeEventListener('abort', end);
  };

  return {
    poke: (dataset) => {
      if (dataset === null) all = true;
      else dirty.add(dataset);
      nap.abort();
    },
    run: async (signal) => {
      let sweptAt = clock.monotonic();
      while (!signal.aborted) {
        await clock.sleep(SETTLE_MS, signal);
        if (signal.aborted) return;
        if (!options.leads()) {
          all = true;
          await rest(STAND_BY_MS, signal);
          continue;
        }
        if (clock.monotonic() - sweptAt >= EVERY_MS) {
          [all, sweptAt] = [true, clock.monotonic()];
          forgetGone();
        }
        await writeAll(signal);
        if (!all && dirty.size === 0) await rest(untilRetry(), signal);
      }
    },
  };
}

/** Versions of one object are compared as numbers; another uid is another object. */
function newer(watched: KubeObject, stored: KubeObject | null): KubeObject {
  if (stored === null || stored.metadata.uid !== watched.metadata.uid) return watched;
  const [a, b] = [watched, stored].map(({ metadata }) => Number(metadata.resourceVersion));
  return (a as number) >= (b as number) ? watched : stored;
}
