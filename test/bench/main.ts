/** `npm run bench`: every hot path, as a table. Exit code 1 when one is under its floor. */
import Table from 'cli-table3';
import { benchBudget } from './budget.bench.ts';
import { benchCadence } from './cadence.bench.ts';
import { benchDecide } from './decide.bench.ts';
import { benchExec } from './exec.bench.ts';
import { benchForecast } from './forecast.bench.ts';
import { benchLedger } from './ledger.bench.ts';
import { benchMemory } from './memory.bench.ts';
import { benchScrape } from './metrics.bench.ts';
import { benchModel } from './model.bench.ts';
import { benchObjects } from './objects.bench.ts';
import { benchPage } from './page.bench.ts';
import { benchReaction } from './reaction.bench.ts';
import { benchReport } from './report.bench.ts';
import type { BenchRow } from './row.ts';
import { benchSchedule } from './schedule.bench.ts';
import { benchObserve } from './signals.bench.ts';
import { benchSimulate } from './simulate.bench.ts';
import { benchStart } from './start.bench.ts';

const table = new Table({ head: ['measure', 'measured', 'at least', ''], style: { head: [], border: [] } });
const rows: BenchRow[] = [];
for (const bench of [
  benchStart,
  benchMemory,
  benchDecide,
  benchBudget,
  benchForecast,
  benchSchedule,
  benchPage,
  benchExec,
  benchObserve,
  benchCadence,
  benchModel,
  benchSimulate,
  benchLedger,
  benchReport,
  benchScrape,
  benchObjects,
  benchReaction,
]) {
  process.stderr.write(`${bench.name} ...\n`);
  rows.push(...(await bench()));
}
for (const { measure, result, floor, ok } of rows) table.push([measure, result, floor, ok ? 'ok' : 'UNDER']);
process.stdout.write(`${table.toString()}\n`);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);
