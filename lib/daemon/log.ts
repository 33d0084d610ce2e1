import { pino } from 'pino';
import type { LogLevel } from './log-level.ts';
import type { Log } from './ports.ts';

export interface LeveledLog extends Log {
  /** From now on. */
  setLevel(level: LogLevel): void;
}

/** The daemon's log: JSON lines on the standard output, each with its level and its time (RFC 3339, UTC). */
export function createLog(level: LogLevel): LeveledLog {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    setLevel: (next) => {
      log.level = next;
    },
  };
}
