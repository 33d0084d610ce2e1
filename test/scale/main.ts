/** `npm run bench:scale`: one daemon and ten thousand datasets. Exit code 1 when a clause does not hold. */
import { measure } from './measure.ts';
import { scaleOptions } from './options.ts';
import { describe, verdict } from './verdict.ts';

const options = scaleOptions(process.argv.slice(2));
const all = [];
const say = (text: string) => process.stderr.write(`${text}\n`);
for (const datasets of options.curve) {
  say(`${datasets} datasets ...`);
  const crossings = Math.min(options.crossings, Math.ceil(datasets / 20));
  all.push(await measure({ datasets, minutes: options.curveMinutes, faulty: false, crossings }, options));
}
const { datasets, minutes, crossings } = options;
for (let nth = 1; nth <= options.runs; nth++) {
  say(`${datasets} datasets, run ${nth} of ${options.runs} ...`);
  all.push(await measure({ datasets, minutes, faulty: false, crossings }, options));
}
if (options.faults) {
  say(`${datasets} datasets, some engines hung and some flapping ...`);
  all.push(await measure({ datasets, minutes, faulty: true, crossings }, options));
}
process.stdout.write(describe(options));
const { text, holds } = verdict(all, options);
process.stdout.write(text);
process.exit(holds ? 0 : 1);
