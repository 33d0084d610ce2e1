import type { KubeObject } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import { type Blind, type Reading, type Reason, STATUS_SOURCE, type Workers } from '../model/observation.ts';
import { blind, isBlind } from '../runtimes/blind.ts';
import type { EngineFigures, Look, RuntimeKind } from '../runtimes/contract.ts';
import { countersOf } from './passed.ts';
import { type Recent, summarise } from './recent.ts';
import { STATUS_MAX_AGE_MS, statusReading } from './status.ts';

export interface ReadingOptions {
  /** A look older than this is blind, ms. */
  readonly staleAfterMs: number;
  /** Whether Fluid's status stands in where the engine cannot be read. */
  readonly statusFallback: boolean;
  /** What is allowed beyond the default; absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** How old a status may be, ms. Default {@link STATUS_MAX_AGE_MS}. */
  readonly statusMaxAgeMs?: number;
}

/** What was looked at, and when it is now. */
export interface Looks {
  /** The last look at the engine; null when none has come back yet, or the kind has no engine to read. */
  readonly look: Look | null;
  /** Everything remembered of this runtime's uid, `look` included. */
  readonly recent: Recent;
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

/** The engine's figures while they are fresh, else the status where that is allowed and usable, else why not. */
export function readingOf(input: Looks, context: Context): Reading | Blind {
  const engine = engineReading(input, context);
  if (!isBlind(engine) || !input.options.statusFallback) return engine;
  const { kind, runtime, dataset } = context;
  const maxAgeMs = input.options.statusMaxAgeMs ?? STATUS_MAX_AGE_MS;
  const status = statusReading({ kind, runtime, dataset, now: input.now, maxAgeMs });
  // Both blind: what keeps the engine from being read is what a person can mend; a kind without one has only its status.
  if (isBlind(status)) return kind.engine ? engine : status;
  const { code, numbers } = engine;
  const why: Reason = numbers === undefined ? { code } : { code, numbers };
  return { ...status, notes: [...status.notes, why, ...workerNotes(status, context)] };
}

function engineReading(input: Looks, context: Context): Reading | Blind {
  const { look, now, options } = input;
  const { engine, whyNot, kind } = context.kind;
  if (!engine) return blind('none', whyNot?.code ?? 'KindTellsNobody', whyNot?.numbers ?? { kind });
  if (look === null) return blind(engine.name, 'NoReading');
  const { result } = look;
  if (isBlind(result)) return result;
  // A look from the future is one from before the clock was set back.
  const age = Math.abs(now - result.at);
  if (age > options.staleAfterMs)
    return blind(result.source, 'ReadingStale', {
      age: age,
      limit: options.staleAfterMs,
    });
  return figuresReading(result, input, context);
}

function figuresReading(look: EngineFigures, input: Looks, context: Context): Reading {
  const newest = input.recent.runs.at(-1);
  const known = newest?.until === look.at && newest.usedBytes === look.usedBytes;
  const summary = known ? summarise(input.recent, context.blockBytes, context.workers.serving) : null;
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
    notes: [],
  };
  const notes = [...(look.notes ?? []), ...workerNotes(reading, context)];
  const jump = summary?.jump;
  if (jump)
    notes.push({
      code: 'CapacityJumped',
      numbers: {
        from: jump.from,
        to: jump.to,
        workersFrom: jump.workersFrom,
        workersTo: jump.workersTo,
        age: at - jump.at,
      },
    });
  return { ...reading, notes };
}

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
