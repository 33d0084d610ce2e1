/** Plays a folder of tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './adapters/adapter.ts';
import { type Case, isFields, makeCase } from './case.ts';
import { DIFFERENCES, type Difference } from './differences.ts';
import { adapterOf, type FunctionName, functionOf } from './tables.ts';

export type Verdict =
  | { readonly verdict: 'passed' }
  | {
      readonly verdict: 'different';
      readonly rule: Difference;
      readonly expected: Outcome;
      readonly got: Outcome;
    }
  | {
      readonly verdict: 'failed';
      readonly rule?: Difference;
      readonly expected: Outcome;
      readonly got: Outcome;
    }
  | { readonly verdict: 'skipped'; readonly why: string };

export type Played = Verdict & { readonly file: string; readonly name: string };

/**
 * @param folder of `*.json` files in the tables' format; other files are left alone
 * @throws {Error} when the folder cannot be read
 */
export function playFolder(folder: string): readonly Played[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return files.flatMap((file) => playFile(file, readFileSync(join(folder, file), 'utf8')));
}

/** A file that cannot be read is one failure. */
export function playFile(file: string, text: string): readonly Played[] {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch (error) {
    return [unreadable(file, (error as Error).message)];
  }
  if (!isFields(table) || !Array.isArray(table.cases))
    return [unreadable(file, 'there is no list `cases` in it')];
  const cases: readonly unknown[] = table.cases;
  return cases.map((raw, index) => {
    if (!isFields(raw)) return unreadable(file, `case ${index + 1} is no object`);
    const testCase = makeCase(file, raw, index);
    return { file, name: testCase.name, ...play(testCase) };
  });
}

function unreadable(file: string, error: string): Played {
  return { file, name: '(the file)', verdict: 'failed', expected: {}, got: { error } };
}

/** Plays one case; a case that cannot be played is a failure, never an exception. */
export function play(testCase: Case): Verdict {
  const name = functionOf(testCase);
  if (typeof name !== 'string') return { verdict: 'skipped', why: name.skipped };
  let expected: Outcome = {};
  try {
    expected = adapterOf(name).expected(testCase);
    return judge(testCase, name, expected, adapterOf(name).actual(testCase));
  } catch (error) {
    return { verdict: 'failed', expected, got: { error: (error as Error).message } };
  }
}

function judge(testCase: Case, name: FunctionName, expected: Outcome, got: Outcome): Verdict {
  const found = ruleFor(testCase, name);
  if (found === null)
    return agree(expected, got) ? { verdict: 'passed' } : { verdict: 'failed', expected, got };
  const { rule, instead } = found;
  const wanted = { ...expected, ...only(instead, expected) };
  if (!agree(wanted, got)) return { verdict: 'failed', rule, expected: wanted, got };
  return agree(expected, got) ? { verdict: 'passed' } : { verdict: 'different', rule, expected, got };
}

function ruleFor(testCase: Case, name: FunctionName): { rule: Difference; instead: Outcome } | null {
  for (const rule of DIFFERENCES) {
    const instead = rule.functions.includes(name) ? rule.instead(testCase, name) : null;
    if (instead !== null) return { rule, instead };
  }
  return null;
}

/** A rule's result for what the case asks about. */
function only(outcome: Outcome, asked: Outcome): Outcome {
  return Object.fromEntries(Object.entries(outcome).filter(([key]) => key in asked));
}

/** Everything that is expected is there and the same; -0 is 0. */
function agree(expected: Outcome, got: Outcome): boolean {
  return Object.entries(expected).every(([key, value]) => isDeepStrictEqual(plain(value), plain(got[key])));
}

function plain(value: unknown): unknown {
  return value === 0 ? 0 : value;
}
