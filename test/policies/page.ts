/** What a policy's page says, read so that it can be held to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shiftPast } from '../../lib/decide/remember.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { projectRoot } from '../../lib/root.ts';
import { blind, GIB, history, MIB, NOON, observation, serving } from '../lib/decide/make.ts';
import { apply, type Case, gibibytes } from './page-words.ts';

/** One row of a table under a YAML block. */
export interface Row {
  readonly text: string;
  readonly now: number;
  readonly observation: Observation;
  readonly history: History;
  readonly goesTo: number;
  readonly reason: string;
}

export interface Block {
  readonly yaml: string;
  readonly rows: readonly Row[];
}

export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What stands in backticks below the heading `Reasons`. */
  readonly reasons: readonly string[];
  readonly headings: readonly string[];
}

export function readPage(policy: string): Page {
  const text = readFileSync(join(projectRoot, 'policies', policy, 'README.md'), 'utf8');
  const parts = text.split(/^```yaml\n/m).slice(1);
  const blocks = parts.map((part) => {
    const end = part.indexOf('\n```');
    return { yaml: part.slice(0, end), rows: rowsOf(part.slice(end)) };
  });
  const reasons = text.slice(text.indexOf('\n## Reasons')).matchAll(/`([A-Z]\w+)`/g);
  return {
    text,
    blocks,
    reasons: [...reasons].map(([, code]) => code as string),
    headings: [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading as string),
  };
}

const HEADER = ['workers', 'used', 'what else', 'goes to', 'reason'];

/** Rows of the tables with the outcome's columns; other tables are left alone. */
function rowsOf(text: string): Row[] {
  const found: Row[] = [];
  let inTable = false;
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|')
      ? line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim())
      : [];
    if (cells.length === 0) inTable = false;
    else if (cells.join() === HEADER.join()) inTable = true;
    else if (inTable && !/^-+$/.test(cells[0] ?? '')) found.push(rowOf(line, cells));
  }
  return found;
}

function rowOf(line: string, [workers, used, else_, goesTo, reason]: readonly string[]): Row {
  const replicas = Number(workers);
  const plain: Case = {
    now: NOON,
    startUps: [],
    reading: { used: gibibytes(used ?? '') },
    serves: replicas,
    sizeBytes: Math.round(2.71 * GIB),
    operations: [],
    users: null,
    use: null,
    operated: null,
    changes: [],
    wishes: [],
    servedAt: null,
    budgets: [],
    levels: [],
    dataset: {},
    declared: null,
    tasks: [],
    troubled: [],
  };
  const words = (else_ ?? '').split(';').map((part) => part.trim());
  const one = words.filter((part) => part !== '').reduce(apply, plain);
  const { now, startUps, reading, serves, sizeBytes, operations, users, budgets } = one;
  const { use, operated, changes, wishes, servedAt, levels, dataset, declared, tasks, troubled } = one;
  const perWorker = { blockBytes: 64 * MIB, highWatermark: 1 };
  // Everything is said as ages, of noon: the whole past goes along to the row's own instant.
  const past = history({
    changes: [...changes],
    wishes: [...wishes],
    servedAt,
    startUps,
    levels: [...levels],
    ...(use && { use }),
    ...(operated && { operated }),
  });
  shiftPast(past, now - NOON);
  return {
    text: line,
    now,
    observation: observation({
      at: now,
      replicas,
      reading: reading ?? blind(),
      workers: { ...serving(serves, replicas), ...(troubled.length > 0 && { troubled }) },
      dataset: { sizeBytes, ...dataset },
      perWorker: declared === null ? perWorker : { ...perWorker, declaredBytes: declared },
      operations,
      ...(budgets.length > 0 && { budgets }),
      ...(tasks.length === 0 ? {} : { tasks }),
      ...(users && { users }),
    }),
    history: past,
    goesTo: Number(goesTo),
    reason: /^`(\w+)`$/.exec(reason ?? '')?.[1] ?? '',
  };
}
