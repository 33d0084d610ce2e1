/** The table of runtime kinds for people: how each is read, how its count is written, what that must be allowed. Pure. */
import type { RuntimeKind } from '../runtimes/contract.ts';
import { neededBy } from '../runtimes/needs.ts';
import type { Column } from './columns.ts';
import type { Listing } from './print.ts';

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

const COLUMNS: readonly Column<RuntimeKind>[] = [
  { header: 'KIND', cell: ({ kind }) => kind },
  { header: 'HOW FULL, FROM', cell: ({ about }) => plain(about.reads) },
  { header: 'COUNT WRITTEN BY', cell: ({ about }) => plain(about.scales) },
  { header: 'ALLOW', cell: (kind) => neededBy(kind).join(',') || '-' },
];

export const kindsListing: Listing<RuntimeKind> = {
  columns: COLUMNS,
  nameOf: ({ plural }) => `${plural}.data.fluid.io`,
  dataOf: (kind) => ({ kind: kind.kind, plural: kind.plural, ...kind.about, allow: neededBy(kind) }),
};

/** The same as a table of Markdown; the README of the project has it. */
export function kindsMarkdown(kinds: readonly RuntimeKind[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const [kind, reads, scales, allow] = [
    'kind',
    'how full it is, from',
    'count written by',
    '`--allow`',
  ] as const;
  const rows = kinds.map((one) => {
    const needs = neededBy(one).map((need) => `\`${need}\``);
    return row([one.kind, one.about.reads, one.about.scales, needs.join(', ')]);
  });
  return [row([kind, reads, scales, allow]), row(['---', '---', '---', '---']), ...rows].join('');
}
