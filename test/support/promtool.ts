/** Prometheus' own checker of metrics and rules. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFolder } from './binaries.ts';

/** In PROMTOOL, else where test/cluster/promtool.sh puts it; null when it is not there. */
export function findPromtool(): string | null {
  const program = process.env.PROMTOOL || cached();
  return existsSync(program) ? program : null;
}

function cached(): string {
  return execFileSync('bash', [join(clusterFolder, 'promtool.sh'), 'where'], { encoding: 'utf8' }).trim();
}

/** Why there is none, in one line with what to do; null when there is one. */
export function promtoolMissing(): string | null {
  if (findPromtool() !== null) return null;
  return 'promtool: not found; run "npm run promtool" (Debian: unpacks it from a package) or name one in PROMTOOL';
}

/** Runs it. @returns everything it printed, and its exit code */
export function promtool(args: readonly string[], input = ''): { code: number | null; output: string } {
  const program = findPromtool();
  if (program === null) throw new Error(promtoolMissing() ?? '');
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' });
  return { code: status, output: `${stdout}${stderr}` };
}
