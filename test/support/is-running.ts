import { spawnSync } from 'node:child_process';

/** As `ps` shows it: begins with T when paused, Z when ended but not yet noticed by its parent; empty when there is none. */
export function processState(pid: number): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** Whether the process is there, and has not merely to be noticed by its parent, which in a container may never happen. */
export function isRunning(pid: number): boolean {
  const state = processState(pid);
  return state !== '' && !state.startsWith('Z');
}
