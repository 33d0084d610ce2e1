import { isNews, statusOf } from '../../lib/daemon/objects/status.ts';
import { NOTHING, OBJECTS } from '../../lib/spec/folder-state.ts';
import { reconcile } from '../../lib/spec/reconcile.ts';
import { policies } from '../../policies/index.ts';
import { known } from '../lib/daemon/objects/make.ts';
import { NOON } from '../lib/decide/make.ts';
import { articleText } from '../lib/report/make.ts';
import type { BenchRow } from './row.ts';

const OBJECTS_THERE = 2000;
const ROUNDS = 15;
const STATUSES = 20_000;

/** Policies as objects: what one change among many costs, and one look at a status that says nothing new. */
export function benchObjects(): BenchRow[] {
  return [changeRow(), statusRow()];
}

function changeRow(): BenchRow {
  const rules = { registry: policies, title: (file: string) => file, graceMs: 5000 };
  const documentOf = (i: number, max: number) =>
    articleText.replaceAll('spark', `data-${i}`).replace('max: 4', `max: ${max}`);
  const files = new Map(
    Array.from({ length: OBJECTS_THERE }, (_, i) => [
      `${OBJECTS}default/data-${i}`,
      { text: documentOf(i, 4) },
    ]),
  );
  const look = (at: number) => ({ at, files: new Map(), objects: { files: new Map(files) } });
  let { state } = reconcile(NOTHING, look(0), rules);
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    files.set(`${OBJECTS}default/data-7`, { text: documentOf(7, 4 + round) });
    const began = performance.now();
    const { state: after, events } = reconcile(state, look(round), rules);
    times.push(performance.now() - began);
    if (events.length !== 1) throw new Error(`${events.length} events of one change`);
    state = after;
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
  return {
    measure: `one of ${OBJECTS_THERE} policies changes`,
    result: `${median.toFixed(1)} ms`,
    floor: 'under 50 ms',
    ok: median < 50,
  };
}

function statusRow(): BenchRow {
  // Decided once: deciding is measured elsewhere.
  const quiet = known();
  const before = statusOf(quiet, NOON);
  if (before === null) throw new Error('nothing to say');
  const began = performance.now();
  for (let i = 0; i < STATUSES; i++) {
    const status = statusOf({ ...quiet, before }, NOON);
    if (status === null || isNews(before, status, 0)) throw new Error('news where there is none');
  }
  const micros = ((performance.now() - began) / STATUSES) * 1000;
  return {
    measure: 'a status that says nothing new',
    result: `${micros.toFixed(1)} µs`,
    floor: 'under 100 µs',
    ok: micros < 100,
  };
}
