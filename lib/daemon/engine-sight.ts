/** Sight on real caches: asks the sources of a dataset in their order, and makes observations of that and of what the watches hold. */
import type { Clock } from '../clock/clock.ts';
import { sharedDeadlines } from '../clock/deadlines.ts';
import type { ExecInPod } from '../kube/exec-contract.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import { type SourceSpec, STATUS } from '../model/source.ts';
import { isBlind } from '../runtimes/blind.ts';
import type { Agents, FetchPage, Led, Look, LookUps, Source } from '../runtimes/contract.ts';
import { givenSource } from '../runtimes/given/source.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { observe } from '../signals/observe.ts';
import type { SourceLook } from '../signals/reading.ts';
import { nothingRecent, type Recent, remember } from '../signals/recent.ts';
import type { Seen } from '../signals/seen.ts';
import { type Breaker, closedBreaker, failed, NOBODY_ASKED, stateOf, unlessChanged } from './breaker.ts';
import { endpointOf } from './endpoint.ts';
import { createGate, type Gate } from './gate.ts';
import type { Sight, SightPort } from './ports.ts';
import { spread } from './slots.ts';

export interface EngineSightOptions {
  readonly clock: Clock;
  readonly agents: Agents;
  /** Whole time for one read, real ms. Default {@link ENGINE_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** A look older than this is blind, ms of the clock. */
  readonly staleAfterMs: number;
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** The way into pods; absent: there is none. */
  readonly exec?: ExecInPod | undefined;
  /** The folder of credentials for sources given by users; absent: there is none. */
  readonly credentials?: string | undefined;
  /** Objects that no watch holds; absent: they cannot be had. */
  readonly lookUp?: LookUps | undefined;
  /** Whether what fails again and again is left alone for a while (breaker.ts); default: it is. */
  readonly rests?: boolean;
  /** The way to the engines' pages. Default: over the network. */
  readonly fetch?: FetchPage;
  /** A signal that aborts after so many real ms. Default: one for all reads that begin about the same time. */
  readonly expire?: (ms: number) => AbortSignal;
}

/** Whole time for one look at an engine, real ms. */
export const ENGINE_TIMEOUT_MS = 3000;

/** How old a look may be, ms, where looks are `intervalMs` apart: two may fail. */
export function staleAfter(intervalMs: number): number {
  return Math.max(30_000, 3 * intervalMs);
}

/** So many engines are read at a time. Those that hung last time have a gate of their own, so that they delay nobody else. */
const ANSWERING = { most: 128, aTurn: 4 };
const HANGING_GATE = { most: 16, aTurn: 1 };

export function engineSight(options: EngineSightOptions): SightPort {
  const gates = { answering: createGate(ANSWERING), hanging: createGate(HANGING_GATE) };
  const defaults = { expire: sharedDeadlines(), timeoutMs: ENGINE_TIMEOUT_MS };
  const shared = { gates, options: { ...defaults, ...options } };
  return { open: () => new EngineSight(shared) };
}

/** What is remembered of one source of one dataset. */
interface Asked extends SourceLook {
  look: Look | null;
  recent: Recent;
  breaker: Breaker;
  /** It did not answer in time when last asked. */
  hung: boolean;
  /** What a source with several masters remembers of who led. */
  readonly led: Led;
}

interface Shared {
  readonly options: EngineSightOptions & { readonly timeoutMs: number };
  readonly gates: { readonly answering: Gate; readonly hanging: Gate };
}

class EngineSight implements Sight {
  readonly #shared: Shared;
  #asked: readonly Asked[] = [];

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  async look(objects: DatasetObjects, sources: readonly SourceSpec[], signal: AbortSignal): Promise<void> {
    const asked = keptOf(this.#asked, sources);
    this.#asked = asked;
    const way = { signal, ...this.#shared };
    for (const one of asked) {
      if (one.spec.type !== 'status') await lookAt(one, objects, way);
      // The next one is asked only where this one does not see.
      if (signal.aborted || sees(one, objects, way.options)) return;
    }
  }

  observe(objects: DatasetObjects, now: number, before?: Seen | null): ReturnType<Sight['observe']> {
    const { options } = this.#shared;
    const result = observe({ objects, sources: this.#asked, now, options, before });
    return result.seen ? { observation: result.observation } : { waiting: result.reason };
  }
}

/** As many as there are now, each with what is remembered of it; a source that is described otherwise is another one. */
function keptOf(asked: readonly Asked[], sources: readonly SourceSpec[]): readonly Asked[] {
  // A document that did not change has the very same list.
  if (asked.length === sources.length && asked.every(({ spec }, i) => spec === sources[i])) return asked;
  const known = new Map(asked.map((one) => [JSON.stringify(one.spec), one]));
  return sources.map((spec) =>
    spec === STATUS ? ofStatus : { ...(known.get(JSON.stringify(spec)) ?? neverAsked(spec)), spec },
  );
}

function neverAsked(spec: SourceSpec): Asked {
  return {
    spec,
    look: null,
    recent: nothingRecent,
    breaker: closedBreaker,
    hung: false,
    led: { url: null, workers: 0 },
  };
}

/** Nobody asks the status, so there is nothing to remember of it: one for all. */
const ofStatus = neverAsked(STATUS);

function sees(one: Asked, objects: DatasetObjects, options: EngineSightOptions): boolean {
  if (one.spec.type !== 'status') return one.look !== null && !isBlind(one.look.result);
  const result = observe({ objects, sources: [one], now: options.clock.now(), options });
  return result.seen && !isBlind(result.observation.reading);
}

interface Way extends Shared {
  readonly signal: AbortSignal;
}

async function lookAt(one: Asked, objects: DatasetObjects, { options, gates, signal }: Way): Promise<void> {
  const source = sourceOf(one.spec, objects);
  const now = options.clock.monotonic();
  if (source === null) return;
  const endpoint = () => (one.spec.type === 'engine' ? endpointOf(objects) : '');
  if (one.breaker.failures > 0) one.breaker = unlessChanged(one.breaker, endpoint());
  // What keeps failing is asked less often, so that it ties up nothing; its last answer, a reason, stands.
  if (stateOf(one.breaker, now) === 'open') return;
  const gate = one.hung ? gates.hanging : gates.answering;
  const { url, perPod } = one.spec.type === 'engine' ? one.spec : { url: null, perPod: false };
  const next = await gate.pass(() => {
    // The spread last: V8 would give each object a hidden class of its own.
    const means = { signal, led: one.led, ...options };
    return source.look({ objects, url, perPod }, means);
  });
  if (signal.aborted) return;
  one.look = next;
  const { result } = next;
  one.hung = isBlind(result) && HANGING.has(result.code);
  if (!isBlind(result)) one.recent = remember(one.recent, result);
  if (!isBlind(result) || NOBODY_ASKED.has(result.code)) one.breaker = closedBreaker;
  else if (options.rests !== false) {
    const place = spread(`${objects.namespace}/${objects.name}`);
    const [at, since] = [options.clock.now(), options.clock.monotonic()];
    one.breaker = failed(one.breaker, { why: result, at, now: since, endpoint: endpoint(), place });
    one.look = { ...next, result: one.breaker.says ?? result };
  }
}

const HANGING = new Set([
  'EngineTimeout',
  'EngineHungBody',
  'ExecTimeout',
  // It did not end twice; it will be tried again, and may hang again.
  'ExecLeftAlone',
  'PodTimeout',
  'SourceTimeout',
  'SourceHungBody',
]);
/** Given sources by their description, which a plan makes once. */
const given = new WeakMap<SourceSpec, Source>();

/** Who is to be asked; null: nobody, for there is no runtime, or it is of a kind without an engine, or the status is meant. */
function sourceOf(spec: SourceSpec, { runtime }: DatasetObjects): Source | null {
  if (runtime === null || spec.type === 'status') return null;
  if (spec.type === 'engine') return kindOf(runtime.kind).engine;
  const known = given.get(spec) ?? givenSource(spec);
  given.set(spec, known);
  return known;
}
