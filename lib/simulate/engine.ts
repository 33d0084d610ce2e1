/** What the simulated engine answers one who asks. */
import { ENGINE_TIMEOUT_MS } from '../daemon/engine-sight.ts';
import type { Blind } from '../model/observation.ts';
import { SOURCE } from '../runtimes/alluxio/masters.ts';
import { blind } from '../runtimes/blind.ts';
import type { EngineFigures } from '../runtimes/contract.ts';
import { nonsense } from '../runtimes/masters/figures.ts';
import type { Cache } from '../sandbox/model/cache.ts';
import { figuresOf, mannerOf } from '../sandbox/model/figures.ts';
import type { Outage, SimulatedKind } from './scenario.ts';

/** Where the engine would listen; only its reasons show it. */
const ADDRESS = 'simulated:19999';

/** Why nobody knows how full a cache of this kind is, or null: its engine tells. @param runtime `namespace/name` */
export function untoldBy(kind: SimulatedKind, runtime: string): Blind | null {
  if (kind === 'AlluxioRuntime') return null;
  if (kind === 'JuiceFSRuntime') return blind('juicefs-workers', 'WorkersDoNotShare', { kind, runtime });
  return blind('none', 'KindTellsNobody', { kind });
}

/** What one sees who asks an engine that is out. */
export function outOf(outage: Outage): Blind {
  const numbers = (error: string) => ({ address: ADDRESS, error });
  switch (outage) {
    case 'refuses':
      return blind(SOURCE, 'EngineRefused', numbers('ECONNREFUSED'));
    case 'closes':
      return blind(SOURCE, 'EngineClosed', numbers('ECONNRESET'));
    case 'hangs':
      return blind(SOURCE, 'EngineTimeout', { address: ADDRESS, limit: ENGINE_TIMEOUT_MS });
    case 'unreachable':
      return blind(SOURCE, 'EngineUnreachable', numbers('EHOSTUNREACH'));
    case 'zeros':
      return blind(SOURCE, 'EngineAllZero', { address: ADDRESS });
  }
}

/** What the master's page says, as the daemon's reader would take it. */
export function answerOf(cache: Cache): EngineFigures | Blind {
  const manner = mannerOf(cache);
  if (manner === 'refuses' || manner === 'closes') return outOf(manner);
  const { capacityBytes, usedBytes, workers, lostWorkers, readUfsBytes, readRemoteBytes } = figuresOf(cache);
  return (
    nonsense({ source: SOURCE, address: ADDRESS }, { capacityBytes, usedBytes, workers }) ?? {
      source: SOURCE,
      at: cache.at,
      capacityBytes,
      usedBytes,
      workers,
      lostWorkers,
      ufsReadBytes: readUfsBytes,
      servedBytes: readRemoteBytes,
      evictions: null,
    }
  );
}
