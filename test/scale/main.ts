/** `npm run bench:scale`: one daemon and ten thousand datasets. Exit code 1 when a clause does not hold. */
import { type Measured, measure, type Run } from './measure.ts';
import { scaleOptions } from './options.ts';
import { runsIn, saveRuns } from './saved.ts';
import { describe, verdict } from './verdict.ts';

const options = scaleOptions(process.argv.slice(2));
const { datasets, minutes, crossings, curveMinutes } = options;
const earlier = runsIn(options.with, options);

const http = { mix: 'http', faulty: false } as const;
const large = { ...http, datasets, minutes, crossings };
const runs: readonly Run[] = [
  ...(options.exec === 0
    ? []
    : [{ datasets: options.exec, mix: 'exec', faulty: false, minutes: curveMinutes, crossings: 0 } as const]),
  ...options.curve.map((count) => ({
    ...http,
    datasets: count,
    minutes: curveMinutes,
    crossings: Math.min(crossings, Math.ceil(count / 20)),
  })),
  ...Array.from({ length: options.runs }, () => large),
  ...(options.faults ? [{ ...large, faulty: true }] : []),
];

const measured: Measured[] = [];
for (const [nth, run] of runs.entries()) {
  const what = `${run.datasets} datasets${run.mix === 'exec' ? ', read by commands' : ''}${run.faulty ? ', some engines hung and some flapping' : ''}`;
  process.stderr.write(`${what} (run ${nth + 1} of ${runs.length}) ...\n`);
  measured.push(await measure(run, options));
  if (options.save !== null) saveRuns(options.save, measured, options);
}
process.stdout.write(describe(options));
const { text, holds } = verdict([...earlier, ...measured], options);
process.stdout.write(text);
process.exit(holds ? 0 : 1);
