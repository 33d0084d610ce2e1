import type { KubeObject } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import { type Blind, type Reading, type Reason, STATUS_SOURCE, type Workers } from '../model/observation.ts';
import type { SourceSpec } from '../model/source.ts';
import { blind, isBlind } from '../runtimes/blind.ts';
import { askedAt, type EngineFigures, type Look, type RuntimeKind } from '../runtimes/contract.ts';
import { countersOf } from './passed.ts';
import { type Recent, summarise } from './recent.ts';
import { STATUS_MAX_AGE_MS, statusReading } from './status.ts';

export interface ReadingOptions {
  /** A look older than this is blind, ms. */
  readonly staleAfterMs: number;
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** How old a status may be, ms. Default {@link STATUS_MAX_AGE_MS}. */
  readonly statusMaxAgeMs?: number;
}

/** One of those who are asked, and what it said. */
export interface SourceLook {
  readonly spec: SourceSpec;
  /** The last look at it; null when none has come back yet, or when it is not asked (a status, a kind without an engine). */
  readonly look: Look | null;
  /** Everything remembered of this source for this runtime's uid, `look` included, and of no other source. */
  readonly recent: Recent;
}

/** What was looked at, and when it is now. */
export interface Looks {
  /** The most trusted first. */
  readonly sources: readonly SourceLook[];
  readonly now: number;
  readonly options: ReadingOptions;
}

/** What is known of the runtime from its objects. */
export interface Context {
  readonly kind: RuntimeKind;
  readonly dataset: KubeObject;
  readonly runtime: KubeObject;
  readonly workers: Workers;
  readonly replicas: number;
  readonly blockBytes: number;
}

/**
 * The figures of the first source that sees, with why those before it do not on its notes; else why the most trusted one does not,
 * for that is what a person can mend, and of sources that a user named why none of the others does.
 */
export function readingOf(input: Looks, context: Context): Reading | Blind {
  const failed: Blind[] = [];
  for (const source of input.sources) {
    const reading = readingFrom(source, { input, context, failed });
    if (!isBlind(reading)) return reading;
    // A kind without an engine of its own has nothing there that could be mended, and its status never said anything.
    if (isGiven(source.spec) || context.kind.engine !== null) failed.push(reading);
  }
  const [first, ...others] = failed;
  if (first === undefined) return tellsNobody(context.kind);
  return others.length > 0 && input.sources.some(({ spec }) => isGiven(spec)) ? { ...first, others } : first;
}

function isGiven({ type }: SourceSpec): boolean {
  return type !== 'engine' && type !== 'status';
}

interface Seen {
  readonly input: Looks;
  readonly context: Context;
  /** Why each source before it does not see. */
  readonly failed: readonly Blind[];
}

function tellsNobody({ kind, whyNot }: RuntimeKind): Blind {
  return blind('none', whyNot?.code ?? 'KindTellsNobody', whyNot?.numbers ?? { kind });
}

function readingFrom({ spec, look, recent }: SourceLook, seen: Seen): Reading | Blind {
  if (spec.type === 'status') return fromStatus(seen);
  const { kind } = seen.context;
  const source = spec.type === 'engine' ? kind.engine?.name : spec.type;
  if (source === undefined) return tellsNobody(kind);
  if (look === null) return blind(source, 'NoReading');
  const { result } = look;
  if (isBlind(result)) return result;
  const { now, options } = seen.input;
  // A look from the future is one from before the clock was set back.
  const age = Math.abs(now - askedAt(result));
  if (age <= options.staleAfterMs) return fromFigures(result, recent, seen);
  return blind(result.source, 'ReadingStale', { age, limit: options.staleAfterMs });
}

function fromStatus({ input, context, failed }: Seen): Reading | Blind {
  const { kind, runtime, dataset } = context;
  const maxAgeMs = input.options.statusMaxAgeMs ?? STATUS_MAX_AGE_MS;
  const status = statusReading({ kind, runtime, dataset, now: input.now, maxAgeMs });
  if (isBlind(status)) return status;
  return { ...status, notes: [...status.notes, ...failed.map(reasonOf), ...workerNotes(status, context)] };
}

function reasonOf({ code, numbers }: Blind): Reason {
  return numbers === undefined ? { code } : { code, numbers };
}

function fromFigures(look: EngineFigures, recent: Recent, { context, failed }: Seen): Reading {
  const newest = recent.runs.at(-1);
  const known = newest?.until === askedAt(look) && newest.usedBytes === look.usedBytes;
  const summary = known ? summarise(recent, context.blockBytes, context.workers.serving) : null;
  const { source, at, capacityBytes, usedBytes, workers } = look;
  const reading: Reading = {
    source,
    at,
    capacityBytes,
    usedBytes,
    workers,
    peakBytes: summary?.peakBytes ?? usedBytes,
    intake: summary?.intake ?? 'unknown',
    plateau: summary?.plateau ?? false,
    ...countersOf(look),
    ...(look.quality === undefined ? {} : { quality: look.quality }),
    notes: NO_NOTES,
  };
  const notes = [...(look.notes ?? []), ...failed.map(reasonOf), ...workerNotes(reading, context)];
  const jump = summary?.jump;
  if (jump)
    notes.push({
      code: 'CapacityJumped',
      numbers: {
        from: jump.from,
        to: jump.to,
        workersFrom: jump.workersFrom,
        workersTo: jump.workersTo,
        age: askedAt(look) - jump.at,
      },
    });
  return notes.length === 0 ? reading : { ...reading, notes };
}

const NO_NOTES: readonly Reason[] = [];

/** Where the source's count of workers and the pods' do not agree. */
function workerNotes(reading: Reading, context: Context): Reason[] {
  const { serving } = context.workers;
  const engine = reading.workers;
  if (reading.source === STATUS_SOURCE)
    return engine === serving ? [] : [{ code: 'StatusLagsWorkers', numbers: { status: engine, serving } }];
  if (engine < serving) return [{ code: 'EngineSeesFewerWorkers', numbers: { engine, serving } }];
  if (engine > context.replicas)
    return [{ code: 'EngineCountsMoreWorkers', numbers: { engine, asked: context.replicas } }];
  return engine > serving ? [{ code: 'EngineCountsUnready', numbers: { engine, serving } }] : [];
}
