/** The floors of the house as data, and what a file imports: read by `architecture.test.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { projectRoot } from '../lib/root.ts';

/** A folder (or file) and the floor it is on; the longest prefix counts. Nothing imports upward. */
export const FLOORS: Readonly<Record<string, number>> = {
  'lib/root.ts': 0,
  'lib/version.ts': 0,
  'lib/model': 0,
  'lib/units': 0,
  'lib/clock': 0,
  'lib/cron': 0,
  'lib/budget': 1,
  'lib/decide': 1,
  'lib/spec': 1,
  policies: 2,
  'lib/kube': 3,
  'lib/runtimes': 3,
  'lib/plugins': 3,
  'lib/signals': 3,
  'lib/ledger': 4,
  'lib/charts': 5,
  'lib/serve': 5,
  'lib/report': 5,
  'lib/adoption': 6,
  'lib/import': 6,
  'lib/control': 6,
  'lib/daemon': 6,
  'lib/inspect': 6,
  'lib/simulate': 6,
  'lib/sandbox': 6,
  cmd: 7,
};

export function floorOf(file: string): number | null {
  const prefixes = Object.keys(FLOORS).filter((prefix) => file === prefix || file.startsWith(`${prefix}/`));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? null : (FLOORS[longest] ?? null);
}

/** Every TypeScript file below the folders, as paths from the root with `/`. */
export function filesBelow(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(folder, path),
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** `from '…'`, `import '…'`, `import('…')`: types count, too. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)'([^']+)'/g;

/** What a file imports of this project, as paths from the root. */
export function importsOf(file: string, text = textOf(file)): string[] {
  return specifiersOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) =>
      relative(projectRoot, join(projectRoot, dirname(file), specifier))
        .split(sep)
        .join('/'),
    );
}

export function specifiersOf(text: string): string[] {
  return [...withoutComments(text).matchAll(SPECIFIER)].map(([, specifier]) => specifier as string);
}

/** Packages a file imports when it gets there (`await import('yaml')`). */
export function lazyPackagesOf(text: string): string[] {
  return [...withoutComments(text).matchAll(/\bawait\s+import\s*\(\s*'([^'.][^']*)'/g)]
    .map(([, specifier]) => specifier as string)
    .filter((specifier) => !specifier.startsWith('node:'));
}

/** Comment lines and trailing comments away; a `//` inside a text stays where it follows a colon. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:])\/\/.*$/gm, '$1');
}

/** Floor that is broken by an import, or null. Policies are not to know each other. */
export function broken(file: string, imported: string): string | null {
  const [from, to] = [floorOf(file), floorOf(imported)];
  if (from === null) return `${file} is on no floor`;
  if (to === null) return `${file} imports ${imported}, which is on no floor`;
  if (to > from) return `${file} (floor ${from}) imports ${imported} (floor ${to})`;
  const [own, other] = [policyOf(file), policyOf(imported)];
  if (own !== null && other !== null && own !== other) return `${file} imports ${imported}, another policy`;
  return null;
}

function policyOf(file: string): string | null {
  return /^policies\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** Reading the time, waiting, or tossing a coin by oneself. `new Date(ms)` only formats. */
const OWN_TIME: Readonly<Record<string, RegExp>> = {
  'Date.now': /\bDate\s*\.\s*now\b/,
  'new Date()': /\bnew\s+Date\s*(\(\s*\)|[^\s(])/,
  setTimeout: /\bsetTimeout\b/,
  setInterval: /\bsetInterval\b/,
  'performance.now': /\bperformance\s*\.\s*now\b|\bperf_hooks\b/,
  'process.hrtime': /\bhrtime\b/,
  'node:timers': /'(node:)?timers(\/promises)?'/,
  'Math.random': /\bMath\s*\.\s*random\b/,
};

export function ownTimeIn(text: string): string[] {
  const code = withoutComments(text);
  return Object.keys(OWN_TIME).filter((name) => OWN_TIME[name]?.test(code));
}
