/**
 * Runs beside a test process, in a session of its own, and waits for its end, which it sees as the end of its standard input,
 * however that end came (also kill -9, also Ctrl-C). Then it ends what is still named: processes first, then programs, then folders.
 * One JSON message a line: see reaper.ts.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ReaperMessage } from './reaper.ts';

const pids = new Set<number>();
const folders = new Set<string>();
const commands = new Map<string, ReaperMessage & { do: 'run' }>();

function note(message: ReaperMessage): void {
  if (message.do === 'kill') pids.add(message.pid);
  else if (message.do === 'spare') pids.delete(message.pid);
  else if (message.do === 'remove') folders.add(message.folder);
  else if (message.do === 'keep') folders.delete(message.folder);
  else if (message.do === 'run') commands.set(message.id, message);
  else commands.delete(message.id);
}

function killAll(): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone already
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) note(JSON.parse(line) as ReaperMessage);
killAll();
for (const { file, args, env } of commands.values()) {
  spawnSync(file, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
}
for (const folder of folders)
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
