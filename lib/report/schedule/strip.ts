/** A schedule as a calendar: a line a day, half an hour a character, a letter for what holds. Pure. */
import { styleText } from 'node:util';
import { wallTime } from '../../../policies/schedule/wall-text.ts';
import { DAY_MS, dayOf, instantOf, offsetAt, wallOf } from '../../units/zone.ts';
import { type Stretch, stateKey } from './gather.ts';

export interface StripOptions {
  readonly zone: string;
  readonly colour: boolean;
}

const CELL_MS = 1_800_000;
const CELLS = DAY_MS / CELL_MS;
const LABEL = 'Mon 2026-01-01'.length;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const COLOURS = ['green', 'yellow', 'cyan', 'magenta', 'blue', 'red'] as const;
/** A quarter. */
export const MOST_DAYS = 92;

/** What a character stands for: `.` where no window has a say, else letters in the order of their coming. */
export function lettersOf(stretches: readonly Stretch[]): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  let next = 0;
  for (const stretch of stretches) {
    const key = stateKey(stretch);
    if (letters.has(key)) continue;
    const plain = stretch.windows.length + stretch.leads.length === 0;
    letters.set(key, plain ? '.' : (LETTERS[next++] ?? '#'));
  }
  return letters;
}

/**
 * Where clocks are put forward the day's line has a gap; where they are put back, a second line shows the hour that comes again.
 * Both are said beside it.
 */
export function strip(stretches: readonly Stretch[], { zone, colour }: StripOptions): readonly string[] {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (first === undefined || last === undefined) return [];
  const letters = lettersOf(stretches);
  const days = daysBetween(dayOf(wallOf(zone, first.from)), dayOf(wallOf(zone, last.to - 1)));
  const paint = painter(letters, colour);
  const shown = { stretches, letters, zone, until: last.to };
  return [ruler(), ...days.slice(0, MOST_DAYS).flatMap((day) => linesOf(day, shown, paint))];
}

interface Shown {
  readonly stretches: readonly Stretch[];
  readonly letters: ReadonlyMap<string, string>;
  readonly zone: string;
  readonly until: number;
}

function daysBetween(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function ruler(): string {
  const hours = Array.from({ length: 9 }, (_, i) => String(i * 3).padStart(2, '0'));
  return `${' '.repeat(LABEL)} ${hours.join('    ')}`;
}

function linesOf(day: number, shown: Shown, paint: (text: string) => string): readonly string[] {
  const { zone } = shown;
  const label = wallTime(instantOf(zone, day * DAY_MS + DAY_MS / 2), zone).slice(0, LABEL);
  const walls = Array.from({ length: CELLS }, (_, i) => day * DAY_MS + i * CELL_MS);
  const once = walls.map((wall) => cellAt(firstAt(zone, wall), shown)).join('');
  const again = walls.map((wall) => cellAt(secondAt(zone, wall), shown)).join('');
  const line = `${label} |${paint(once)}|${changeOf(day, zone)}`;
  return again.trim() === '' ? [line] : [line, `${'again'.padStart(LABEL)} |${paint(again)}|`];
}

/** Null where the clock leaves it out. */
function firstAt(zone: string, wall: number): number | null {
  const at = instantOf(zone, wall);
  return wallOf(zone, at) === wall ? at : null;
}

/** When the clock shows it a second time, or null. */
function secondAt(zone: string, wall: number): number | null {
  const at = wall - offsetAt(zone, wall + DAY_MS);
  return at > instantOf(zone, wall) && wallOf(zone, at) === wall ? at : null;
}

/** What holds first within the half hour of all that is more than nothing. */
function cellAt(at: number | null, { stretches, letters, until }: Shown): string {
  if (at === null || at >= until || at + CELL_MS <= (stretches[0]?.from ?? at)) return ' ';
  const within = stretches.filter((stretch) => stretch.from < at + CELL_MS && stretch.to > at);
  const signs = within.map((stretch) => letters.get(stateKey(stretch)) ?? '?');
  return signs.find((sign) => sign !== '.') ?? signs[0] ?? ' ';
}

function changeOf(day: number, zone: string): string {
  const [before, after] = [
    offsetAt(zone, instantOf(zone, day * DAY_MS)),
    offsetAt(zone, instantOf(zone, (day + 1) * DAY_MS)),
  ];
  if (before === after) return '';
  const by = Math.abs(after - before) / 60_000;
  return `  clocks are put ${after > before ? 'forward' : 'back'} by ${by} minutes`;
}

function painter(letters: ReadonlyMap<string, string>, colour: boolean): (text: string) => string {
  if (!colour) return (text) => text;
  const order = [...letters.values()].filter((letter) => letter !== '.');
  return (text) =>
    text.replaceAll(/([a-zA-Z#])\1*/g, (run, letter: string) => {
      const style = COLOURS[Math.max(0, order.indexOf(letter)) % COLOURS.length] ?? 'green';
      return styleText(style, run, { validateStream: false });
    });
}
