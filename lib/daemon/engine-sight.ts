/** Sight on real engines: reads them over HTTP and makes observations of what the watches hold. */
import type { Clock } from '../clock/clock.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { Blind } from '../model/observation.ts';
import { isBlind } from '../runtimes/blind.ts';
import type { Agents, EngineFigures, FetchPage } from '../runtimes/contract.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { observe } from '../signals/observe.ts';
import { nothingRecent, remember } from '../signals/recent.ts';
import { retryDelay } from './backoff.ts';
import { createGate, type Gate } from './gate.ts';
import type { Sight, SightPort } from './ports.ts';

export interface EngineSightOptions {
  readonly clock: Clock;
  readonly agents: Agents;
  /** Whole time for one read, real ms. */
  readonly timeoutMs: number;
  /** A look older than this is blind, ms of the clock. */
  readonly staleAfterMs: number;
  readonly statusFallback: boolean;
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
  let look: EngineFigures | Blind | null = null;
  let hangs = 0;
  let retryAt = 0;
  return {
    look: async (objects, engineUrl, signal) => {
      const now = options.clock.monotonic();
      // An engine that hangs is asked less often, so that it ties up nothing; its last answer, a reason, stands.
      if (now < retryAt) return;
      const gate = hangs === 0 ? gates.answering : gates.hanging;
      const next = await gate.pass(() => readEngine(objects, engineUrl, signal, options));
      if (next === null || signal.aborted) return;
      look = next;
      if (!isBlind(next)) recent = remember(recent, next);
      hangs = isBlind(next) && HANGING.has(next.code) ? hangs + 1 : 0;
      retryAt = hangs > HANGS_ALLOWED ? now + retryDelay(hangs - HANGS_ALLOWED) : 0;
    },
    observe: (objects, now) => {
      const { staleAfterMs, statusFallback } = options;
      const result = observe({ objects, look, recent, now, options: { staleAfterMs, statusFallback } });
      return result.seen ? { observation: result.observation } : { waiting: result.reason };
    },
  };
}

const HANGING = new Set(['EngineTimeout', 'EngineHungBody']);
/** So many time-outs in a row are taken for a slow moment. */
const HANGS_ALLOWED = 3;

/** @returns null when there is nothing to read: no runtime, or a kind without an engine */
async function readEngine(
  objects: DatasetObjects,
  engineUrl: string | null,
  signal: AbortSignal,
  { clock, timeoutMs, agents, fetch }: EngineSightOptions,
): Promise<EngineFigures | Blind | null> {
  const { runtime } = objects;
  const engine = runtime === null ? null : kindOf(runtime.kind).engine;
  if (engine === null) return null;
  const address = engine.find(objects, engineUrl);
  if (isBlind(address)) return address;
  return engine.read(address, { clock, timeoutMs, agents, signal, ...(fetch && { fetch }) });
}
