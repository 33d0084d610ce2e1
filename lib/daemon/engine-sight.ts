/** Sight on real engines: reads them over HTTP and makes observations of what the watches hold. */
import type { Clock } from '../clock/clock.ts';
import type { ExecInPod } from '../kube/exec-contract.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import type { SourceSpec } from '../model/source.ts';
import { isBlind } from '../runtimes/blind.ts';
import type { Agents, FetchPage, Led, Look } from '../runtimes/contract.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { observe } from '../signals/observe.ts';
import { nothingRecent, remember } from '../signals/recent.ts';
import { retryDelay } from './backoff.ts';
import { createGate, type Gate } from './gate.ts';
import type { Sight, SightPort } from './ports.ts';

export interface EngineSightOptions {
  readonly clock: Clock;
  readonly agents: Agents;
  /** Whole time for one read, real ms. Default {@link ENGINE_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** A look older than this is blind, ms of the clock. */
  readonly staleAfterMs: number;
  readonly statusFallback?: boolean;
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** The way into pods; absent: there is none. */
  readonly exec?: ExecInPod | undefined;
  /** The way to the engines' pages. Default: over the network. */
  readonly fetch?: FetchPage;
}

/** Whole time for one look at an engine, real ms. */
export const ENGINE_TIMEOUT_MS = 3000;

/** How old a look may be, ms, where looks are `intervalMs` apart: two may fail. */
export function staleAfter(intervalMs: number): number {
  return Math.max(30_000, 3 * intervalMs);
}

/** So many engines are read at a time. Those that hung last time have a gate of their own, so that they delay nobody else. */
const AT_ONCE = { answering: 128, hanging: 16 };

export function engineSight(options: EngineSightOptions): SightPort {
  const gates = { answering: createGate(AT_ONCE.answering), hanging: createGate(AT_ONCE.hanging) };
  return { open: () => openSight(options, gates) };
}

function openSight(
  options: EngineSightOptions,
  gates: { readonly answering: Gate; readonly hanging: Gate },
): Sight {
  let recent = nothingRecent;
  let last: Look | null = null;
  const own = { ...options, led: { url: null, workers: 0 } };
  let hangs = 0;
  let retryAt = 0;
  return {
    look: async (objects, sources, signal) => {
      const now = options.clock.monotonic();
      // An engine that hangs is asked less often, so that it ties up nothing; its last answer, a reason, stands.
      if (now < retryAt) return;
      const gate = hangs === 0 ? gates.answering : gates.hanging;
      const next = await gate.pass(() => readEngine(objects, sources, signal, own));
      if (next === null || signal.aborted) return;
      last = next;
      const { result } = next;
      if (!isBlind(result)) recent = remember(recent, result);
      hangs = isBlind(result) && HANGING.has(result.code) ? hangs + 1 : 0;
      retryAt = hangs > HANGS_ALLOWED ? now + retryDelay(hangs - HANGS_ALLOWED) : 0;
    },
    observe: (objects, now) => {
      const { staleAfterMs, statusFallback = true, allowed } = options;
      const result = observe({
        objects,
        look: last,
        recent,
        now,
        options: { staleAfterMs, statusFallback, allowed },
      });
      return result.seen ? { observation: result.observation } : { waiting: result.reason };
    },
  };
}

const HANGING = new Set(['EngineTimeout', 'EngineHungBody', 'ExecTimeout', 'PodTimeout']);
/** So many time-outs in a row are taken for a slow moment. */
const HANGS_ALLOWED = 3;

/** @returns null when there is nothing to read: no runtime, or a kind without an engine */
async function readEngine(
  objects: DatasetObjects,
  sources: readonly SourceSpec[],
  signal: AbortSignal,
  {
    clock,
    timeoutMs = ENGINE_TIMEOUT_MS,
    agents,
    allowed,
    exec,
    fetch,
    led,
  }: EngineSightOptions & { led: Led },
): Promise<Look | null> {
  const { runtime } = objects;
  const engine = runtime === null ? null : kindOf(runtime.kind).engine;
  const spec = sources.find(({ type }) => type === 'engine');
  if (engine === null || spec?.type !== 'engine') return null;
  const means = { clock, timeoutMs, agents, allowed, signal, exec, led, ...(fetch && { fetch }) };
  return engine.look({ objects, url: spec.url, perPod: spec.perPod }, means);
}
