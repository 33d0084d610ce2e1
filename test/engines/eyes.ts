/** The daemon's own eyes on a real engine: its looks, what it makes of them, and what it would decide by it. */
import { realClock } from '../../lib/clock/clock.ts';
import { engineSight } from '../../lib/daemon/engine-sight.ts';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import type { ExecInPod } from '../../lib/kube/exec-contract.ts';
import type { DatasetObjects } from '../../lib/kube/objects.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { type Observation, type Reading, sees } from '../../lib/model/observation.ts';
import type { SourceSpec } from '../../lib/model/source.ts';
import { closeAgents, engineAgents } from '../../lib/runtimes/agents.ts';
import type { Agents } from '../../lib/runtimes/contract.ts';
import { ARTICLE, history, plan } from '../lib/decide/make.ts';
import { waitFor } from '../support/wait-for.ts';

/** One look, and what the most eager documents make of it: one that grows what is full, one that shrinks what is empty. */
export interface Seen {
  readonly observation: Observation;
  readonly grower: Decision;
  readonly shrinker: Decision;
}

const GROWER: Plan = plan({ max: 8, policies: ARTICLE });
/** Without its guards: only its own sight holds it back. */
const SHRINKER: Plan = plan({
  max: 8,
  policies: {
    target: { utilization: '80%' },
    scaleDown: 'enabled',
    guard: { fullFit: 'disabled', settle: 'disabled', workers: 'disabled', operations: 'disabled' },
  },
});

export interface Eyes {
  /** Looks once, as the daemon does, at what the objects say by now. */
  look(): Promise<Seen>;
  /** Looks until what is seen is what is waited for. */
  until(what: string, seen: (seen: Seen) => boolean): Promise<Seen>;
  close(): void;
}

export interface EyesWishes {
  /** Whole time for one look. */
  readonly timeoutMs?: number;
  /** Called when the first byte of an answer comes in on a connection. */
  readonly onFirstByte?: () => void;
  /** Whether pods that share nothing count as one cache. */
  readonly perPod?: boolean;
  /** The way into pods, which is allowed then. */
  readonly exec?: ExecInPod;
}

/** @param objects what the watches would hold, asked for at every look */
export function openEyes(
  objects: () => DatasetObjects,
  { timeoutMs = 3000, onFirstByte, perPod = false, exec }: EyesWishes = {},
): Eyes {
  const own = engineAgents();
  const agents: Agents =
    onFirstByte === undefined ? own : { ...own, http: (to) => own.http(to).once('data', onFirstByte) };
  // The engine alone: where it cannot be read nothing stands in for it.
  const sources: readonly SourceSpec[] = [{ type: 'engine', url: null, perPod }];
  const sight = engineSight({
    clock: realClock,
    agents,
    timeoutMs,
    staleAfterMs: 60_000,
    // It looks fifty times a second, at what a daemon looks at four times a minute.
    rests: false,
    ...(exec === undefined ? {} : { exec, allowed: new Set(['exec'] as const) }),
  }).open();
  const look = async (): Promise<Seen> => {
    const now = objects();
    await sight.look(now, sources, new AbortController().signal);
    const at = realClock.now();
    const seen = sight.observe(now, at);
    if ('waiting' in seen) throw new Error(`nothing to observe: ${seen.waiting.code}`);
    const { observation } = seen;
    const past = history({
      uid: observation.uid,
      firstSeen: { at: at - 86_400_000, replicas: observation.replicas },
    });
    return {
      observation,
      grower: decide(GROWER, observation, past, at),
      shrinker: decide(SHRINKER, observation, past, at),
    };
  };
  return {
    look,
    until: (what, wanted) =>
      waitFor(
        async () => {
          const seen = await look();
          return wanted(seen) && seen;
        },
        { what, everyMs: 20 },
      ),
    close: () => closeAgents(agents),
  };
}

/** @throws with the reason, when the look was blind */
export function readingOf({ observation: { reading } }: Seen): Reading {
  if (!sees(reading)) throw new Error(`blind: ${reading.code} ${JSON.stringify(reading.numbers)}`);
  return reading;
}

/** The code of a blind look; null: it saw. */
export function whyBlind({ observation: { reading } }: Seen): string | null {
  return sees(reading) ? null : reading.code;
}

export function isHeld({ grower, shrinker, observation }: Seen): boolean {
  return grower.target === observation.replicas && shrinker.target === observation.replicas;
}
