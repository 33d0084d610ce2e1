/** Reports of small ledgers. */
import { type Report, reportOf } from '../../../lib/report/report.ts';
import { readTimelines, type Timelines } from '../../../lib/report/timeline/read.ts';
import type { WhatIf } from '../../../lib/report/what-if.ts';

export async function timelinesOf(
  folder: string,
  options: Partial<Parameters<typeof readTimelines>[1]> = {},
): Promise<Timelines> {
  const timelines = await readTimelines(folder, { from: null, to: null, datasets: [], ...options });
  if (timelines === null) throw new Error('no record');
  return timelines;
}

export async function reportOfLedger(
  folder: string,
  whatIf: ReadonlyMap<string, WhatIf> = new Map(),
): Promise<Report> {
  return reportOf(await timelinesOf(folder), { version: '9.9.9', price: null, whatIf });
}
