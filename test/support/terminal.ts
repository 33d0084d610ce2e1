/** A program on a terminal of its own (`script` of util-linux), typed at and read like a person does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { waitFor } from './wait-for.ts';

export interface Terminal {
  /** Everything shown so far, without control sequences. */
  shown(): string;
  type(keys: string): void;
  /** Waits until something shows, after what showed at the last wait. */
  see(what: RegExp): Promise<void>;
  /** Hangs up. */
  close(): Promise<void>;
}

/** @param command as a shell reads it */
export function openTerminal(
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm', COLUMNS: '200' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let raw = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    raw += text;
  });
  const closed = once(child, 'close');
  const shown = () => stripVTControlCharacters(raw);
  return {
    shown,
    type: (keys) => child.stdin.write(keys),
    async see(what) {
      const look = () => what.exec(shown().slice(seen));
      const match = await waitFor(look, { what: `${what}`, giveUpMs: 50_000 }).catch((error: Error) => {
        throw new Error(`${error.message}; shown is:\n${shown()}`);
      });
      seen += match.index + match[0].length;
    },
    async close() {
      // The terminal goes with it, and what ran on it is hung up.
      child.kill('SIGKILL');
      await closed;
    },
  };
}
