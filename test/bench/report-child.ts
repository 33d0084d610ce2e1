/** Makes a report of the ledger it is given, in a process of its own so that its memory is nobody else's. */
import { realClock } from '../../lib/clock/clock.ts';
import { reportPage } from '../../lib/report/page/page.ts';
import { reportOf } from '../../lib/report/report.ts';
import { readTimelines } from '../../lib/report/timeline/read.ts';

const start = realClock.monotonic();
const timelines = await readTimelines(process.argv[2] ?? '', { from: null, to: null, datasets: [] });
if (timelines === null) throw new Error('an empty ledger');
const page = reportPage(reportOf(timelines, { version: 'bench', price: null, whatIf: new Map() }));
const seconds = (realClock.monotonic() - start) / 1000;
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({ seconds, mebibytes: maxRSS / 1024, records: timelines.records, page: page.length }),
);
