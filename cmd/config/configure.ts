/** Reads a verb's settings, and on SIGHUP reads them again. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { LeveledLog } from '../../lib/daemon/log.ts';
import type { LogLevel } from '../../lib/daemon/log-level.ts';
import { fromEnvironment, type Settings, SettingsError, settable, settle, variableOf } from './settings.ts';

/** Settings larger than this are none, bytes. */
const LARGEST = 2 ** 16;

/** @throws SettingsError */
export async function readSettings(command: Command, env: NodeJS.ProcessEnv): Promise<Settings> {
  const options = settable(command);
  const file = (command.getOptionValue('config') as string | undefined) ?? env[variableOf('config')] ?? null;
  const environment = fromEnvironment(options, env);
  if (file === null) return { ...settle(command, environment, {}), file };
  const text = await readText(file);
  const { fromFile } = await import('./file.ts');
  return { ...settle(command, environment, fromFile(options, text, file)), file };
}

async function readText(file: string): Promise<string> {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'no such file' : (error.code ?? error.message);
    throw new SettingsError(`--config ${file}: ${why}`);
  });
  if (content.length > LARGEST)
    throw new SettingsError(
      `--config ${file}: ${content.length} bytes; a configuration has at most ${LARGEST}`,
    );
  return content.toString('utf8');
}

/** What of the settings can change while the daemon runs. */
export interface Changeable {
  readonly log: LeveledLog;
}

/**
 * On SIGHUP the file is read again. What can change at run time (the log level) changes; what cannot is named in the log, as
 * is a fault, after which everything stays as it was. Without a file SIGHUP keeps its meaning: the terminal is gone, and the daemon ends.
 */
export function rereadOnHangup(
  command: Command,
  env: NodeJS.ProcessEnv,
  first: Settings,
  { log }: Changeable,
): void {
  if (first.file === null) return;
  let inForce = first.values;
  let reading = Promise.resolve();
  const again = async () => {
    try {
      const { values, file } = await readSettings(command, env);
      const changed = Object.keys(values).filter((name) => values[name] !== inForce[name]);
      const level = values.logLevel as LogLevel;
      const needRestart = changed.filter((name) => name !== 'logLevel');
      inForce = { ...inForce, logLevel: level };
      // Told at whatever level: whoever sent the signal waits for it.
      log.setLevel('info');
      log.info({ file, logLevel: level }, 'configuration read again');
      if (needRestart.length > 0)
        log.warn({ file, options: needRestart }, 'these options changed and need a restart');
      log.setLevel(level);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      log.error({ error: error.message }, 'the configuration is faulty: nothing changes');
    }
  };
  process.on('SIGHUP', () => {
    reading = reading.then(again);
  });
}
