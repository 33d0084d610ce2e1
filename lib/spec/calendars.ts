/**
 * Puts the days of calendar files into the text of a policy file, where the files are named. From then on the text is the whole
 * truth: its hash is of the days, too, and the ledger keeps them.
 */
import { dirname, join } from 'node:path';
import { CALENDAR_FILE, unread, withDays } from './calendar-text.ts';
import { type Memory, readPolicyFile } from './files.ts';
import { type FileContent, sameContent } from './folder-state.ts';
import { splitDocuments } from './split.ts';
import { readYaml } from './yaml.ts';

/** What came of a text the last time, and of which calendars; by the text as it stands in its file. */
export type CalendarMemory = Map<string, Replaced>;

interface Replaced {
  readonly named: readonly Named[];
  readonly calendars: ReadonlyMap<string, FileContent | null>;
  readonly content: FileContent;
}

/** A calendar's name in a text, with offsets. */
interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A policy file with the days of the calendars beside it that it names. One that cannot be read is a fault where it is named.
 * @param memory spares reading again what the system says has not changed
 * @returns null when there is no such file
 */
export async function readWithCalendars(
  path: string,
  memory: Memory = new Map(),
  known: CalendarMemory = new Map(),
): Promise<FileContent | null> {
  const content = await readPolicyFile(path, memory);
  // Most files name none, and come back as they are.
  if (content === null || !('text' in content) || !/\.ics\b/i.test(content.text)) return content;
  const { text } = content;
  const before = known.get(text);
  const named = before?.named ?? calendarsNamedIn(text);
  const calendars = new Map<string, FileContent | null>();
  for (const { name } of named) calendars.set(name, await readPolicyFile(join(dirname(path), name), memory));
  if (
    before !== undefined &&
    [...calendars].every(([name, one]) => isSame(one, before.calendars.get(name)))
  ) {
    return before.content;
  }
  const replaced = { text: await replace(text, named, calendars) };
  known.set(text, { named, calendars, content: replaced });
  return replaced;
}

function isSame(now: FileContent | null, before: FileContent | null | undefined): boolean {
  return now === null ? before === null : sameContent(now, before ?? undefined);
}

/** From the end to the beginning, so that the places of those before stay. */
async function replace(
  text: string,
  named: readonly Named[],
  calendars: ReadonlyMap<string, FileContent | null>,
): Promise<string> {
  let replaced = text;
  for (const { name, from, to } of named.toSorted((a, b) => b.from - a.from)) {
    const days = JSON.stringify(await daysIn(name, calendars.get(name) ?? null));
    replaced = `${replaced.slice(0, from)}${days}${replaced.slice(to)}`;
  }
  return replaced;
}

async function daysIn(name: string, calendar: FileContent | null): Promise<string> {
  if (calendar === null) return unread(name, 'there is no such file beside the policy file');
  if (!('text' in calendar)) return unread(name, calendar.problem);
  const { daysOfCalendar } = await import('./calendar.ts');
  try {
    return withDays(name, daysOfCalendar(calendar.text));
  } catch (error) {
    return unread(name, (error as Error).message);
  }
}

/** The one field of a document that may name a file. */
const FIELD = /^spec\.policies\.schedule\[\d+\]\.exclude\[\d+\]$/;
/** A word, perhaps in quotes. */
const WORD = /^(["']?)([A-Za-z0-9._-]+)\1/;

function calendarsNamedIn(text: string): readonly Named[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const named = new Map<number, Named>();
  for (const slice of splitDocuments(text)) {
    const { spots, broken, place } = readYaml(slice.text, slice.line);
    if (broken.length > 0) continue;
    for (const [path, { value }] of spots) {
      if (!FIELD.test(path)) continue;
      const { line, column } = place(value);
      const from = (starts[line - 1] ?? 0) + column - 1;
      const [whole = '', , name = ''] = WORD.exec(text.slice(from, from + 80)) ?? [];
      if (CALENDAR_FILE.test(name)) named.set(from, { name, from, to: from + whole.length });
    }
  }
  return [...named.values()];
}
