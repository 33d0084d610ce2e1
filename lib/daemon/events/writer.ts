/**
 * Writes Events: beside the loop, a few at a time, within limits. One that cannot be written is tried again and then dropped:
 * the ledger has it all.
 */
import type { Clock } from '../../clock/clock.ts';
import { backoffMs } from '../../kube/backoff.ts';
import { type KubeClient, resourcePath } from '../../kube/client.ts';
import { ApiError, describeError } from '../../kube/errors.ts';
import type { KubeObject } from '../../kube/objects.ts';
import type { Log } from '../ports.ts';
import { createLimits } from './limits.ts';
import { createSeriesBook, type Series } from './series.ts';
import type { Told } from './tell.ts';

export interface EventWriterOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Which daemon: its name in the Lease. */
  readonly identity: string;
  /** The Dataset (`namespace/name`) as the watch has it, or null: then there is nothing to write an Event on. */
  datasetOf(dataset: string): KubeObject | null;
  /** Whether we may write at this instant. */
  leads(): boolean;
}

export interface EventWriter {
  /** Takes it, or drops it where the limits are reached. Never throws, never waits. */
  tell(told: Told): void;
  /** Until the signal aborts; what is still waiting then is dropped. */
  run(signal: AbortSignal): Promise<void>;
}

const MOST_WAITING = 1000;
/** What is told at a start waits so long for the Lease to be ours and for the Dataset to be listed. */
const LONGEST_WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 500;
const TRIES = 4;
const TIMEOUT_MS = 5000;
const BACKOFF = { baseMs: 1000, capMs: 10_000 };
/** Without the right to write Events it is tried again so often. */
const FORBIDDEN_MS = 300_000;
/** Of a note (events.k8s.io/v1), bytes. */
const LONGEST_NOTE = 1024;

const EVENTS = { group: 'events.k8s.io', version: 'v1', plural: 'events' };
const CONTROLLER = 'fluid-autoscaler.dev/fluid-autoscaler';

interface Waiting {
  readonly told: Told;
  readonly series: Series;
  /** RFC 3339 with microseconds. */
  readonly time: string;
  /** When it was told, monotonic, ms. */
  readonly at: number;
}

interface Ready {
  readonly waiting: Waiting;
  readonly dataset: KubeObject;
}

export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { client, clock, random, log, identity } = options;
  const book = createSeriesBook();
  const limits = createLimits();
  const queue: Waiting[] = [];
  let nap = new AbortController();
  let mutedUntil = 0;

  const send = async ({ waiting, dataset }: Ready, signal: AbortSignal): Promise<void> => {
    const { series, time } = waiting;
    const namespace = dataset.metadata.namespace ?? '';
    const name = series.stored ? series.name : undefined;
    const path = resourcePath(EVENTS, namespace, name);
    if (series.stored) {
      const body = { series: { count: series.count, lastObservedTime: time } };
      const contentType = 'application/merge-patch+json';
      await client.request({ method: 'PATCH', path, body, contentType, signal, timeoutMs: TIMEOUT_MS });
      return;
    }
    const body = eventOf({ waiting, dataset }, identity);
    await client.request({ method: 'POST', path, body, signal, timeoutMs: TIMEOUT_MS });
    series.stored = true;
  };
  /** One try. @returns whether another one may help */
  const attempt = async (ready: Ready, signal: AbortSignal): Promise<boolean> => {
    const { told, series } = ready.waiting;
    try {
      await send(ready, signal);
      return false;
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 500;
      if (status === 404 && series.stored) {
        // The server has forgotten it: it begins anew.
        series.stored = false;
        return true;
      }
      if (status >= 500 || status === 429) return true;
      // A name that is taken: this very Event, whose answer was lost.
      if (status === 409) series.stored = true;
      else if (!signal.aborted) refused(told, status, error);
      return false;
    }
  };
  const write = async (ready: Ready, signal: AbortSignal): Promise<void> => {
    for (let tries = 1; tries <= TRIES; tries++) {
      if (signal.aborted || !options.leads() || clock.monotonic() < mutedUntil) return;
      if (!(await attempt(ready, signal))) return;
      await clock.sleep(backoffMs(tries, random, BACKOFF), signal);
    }
  };
  const refused = (told: Told, status: number, error: unknown): void => {
    book.forget(told);
    if (status === 403) mutedUntil = clock.monotonic() + FORBIDDEN_MS;
    const { dataset, reason } = told;
    log.warn({ dataset, reason, error: describeError(error) }, 'an Event could not be written');
  };

  /** The first that can be written now; what has waited too long is dropped. */
  const next = (): Ready | null => {
    const now = clock.monotonic();
    for (let i = 0; i < queue.length; ) {
      const waiting = queue[i] as Waiting;
      const dataset = options.leads() ? options.datasetOf(waiting.told.dataset) : null;
      if (dataset === null && now - waiting.at < LONGEST_WAIT_MS) {
        i++;
        continue;
      }
      queue.splice(i, 1);
      if (dataset !== null) return { waiting, dataset };
    }
    return null;
  };

  return {
    tell: (told) => {
      const now = clock.monotonic();
      if (now < mutedUntil) return;
      const known = book.count(told, now);
      if (queue.length >= MOST_WAITING || !limits.allow(told.dataset, now)) return;
      const series = known ?? book.begin(told, now, nameOf(told.dataset, clock.now(), random()));
      queue.push({ told, series, time: microTime(clock.now()), at: now });
      nap.abort();
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const ready = next();
        if (ready !== null) {
          await write(ready, signal);
          continue;
        }
        nap = new AbortController();
        const end = () => nap.abort();
        signal.addEventListener('abort', end, { once: true });
        await clock.sleep(queue.length > 0 ? LOOK_AGAIN_MS : IDLE_MS, nap.signal);
        signal.removeEventListener('abort', end);
      }
    },
  };
}

/** Nothing happens by itself; a clock wants a number. */
const IDLE_MS = 3_600_000;

/** The object as events.k8s.io/v1 has it; core v1 shows the same. */
function eventOf({ waiting, dataset }: Ready, identity: string) {
  const { told, series, time } = waiting;
  const { apiVersion, kind, metadata } = dataset;
  const { name, namespace, uid } = metadata;
  const { type, reason, action, note } = told;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: series.name, namespace },
    eventTime: time,
    reportingController: CONTROLLER,
    reportingInstance: identity.slice(0, 128),
    regarding: { apiVersion, kind, name, namespace, uid },
    ...{ type, reason, action },
    note: shortened(note),
  };
}

function shortened(note: string): string {
  if (Buffer.byteLength(note) <= LONGEST_NOTE) return note;
  // A character cut in half at the end comes out as U+FFFD.
  const kept = Buffer.from(note)
    .subarray(0, LONGEST_NOTE - '…'.length * 3)
    .toString()
    .replace(/\ufffd$/, '');
  return `${kept}…`;
}

/** As client-go names them: the object's name, then a number that does not come twice. */
function nameOf(dataset: string, now: number, chance: number): string {
  const name = dataset.slice(dataset.indexOf('/') + 1);
  return `${name}.${now.toString(16)}${Math.floor(chance * 2 ** 20).toString(16)}`;
}

/** Kubernetes wants six digits of fraction. */
function microTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000Z');
}
