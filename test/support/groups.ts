import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** `unit` needs nothing, `conformance` data only, `e2e` the real control plane, `fluid` the whole lab (root), `engines` real engines. */
export const groupNames = ['unit', 'conformance', 'e2e', 'fluid', 'engines'] as const;
export type Group = (typeof groupNames)[number];

/** How long one test or hook may take before it counts as hung, ms. No test may depend on it. */
export const limits: Readonly<Record<Group, number>> = {
  unit: 60_000,
  conformance: 60_000,
  e2e: 120_000,
  fluid: 600_000,
  engines: 600_000,
};

/**
 * The one group a compiled test file belongs to.
 * @param path relative to the compiled test folder
 */
export function groupOf(path: string): Group {
  const [folder] = path.split(sep);
  if (folder === 'fluid' || folder === 'engines' || folder === 'conformance') return folder;
  return folder === 'e2e' || path.endsWith('.e2e.test.js') ? 'e2e' : 'unit';
}

/** The test files of a group below the compiled test folder, sorted: full paths. */
export function filesOf(group: Group, folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const tests = paths.filter((path) => path.endsWith('.test.js') && groupOf(path) === group);
  return tests.sort().map((path) => join(folder, path));
}
