/** `npm run fit`: finds the parameters of the cache model on some recordings, judges them on the others, and prints both. */
import Table from 'cli-table3';
import { ACCURACY, describeAccuracy, type Judgement } from '../../lib/sandbox/model/accuracy.ts';
import { PARAMETERS, type Parameters } from '../../lib/sandbox/model/parameters.ts';
import { fitted, judge } from './fit.ts';
import { RECORDINGS, RESTARTS } from './recordings.ts';

const bare = { head: [], border: [] };
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
const lines: string[] = [];

const { parameters, error } = fitted();
const values = new Table({ head: ['parameter', 'fitted', 'in the code'], style: bare });
for (const name of Object.keys(PARAMETERS) as (keyof Parameters)[]) {
  values.push([name, JSON.stringify(parameters[name]), JSON.stringify(PARAMETERS[name])]);
}
lines.push(values.toString(), `error on what it was fitted on: ${percent(error)} of capacity`, '');

const accuracy = judge(parameters);
const table = new Table({
  head: ['recording', 'use', 'off by', 'worst', 'within 10 s', 'bias', 'lost worker'],
  style: bare,
});
const row = ({ recording, mean, worst, swing, bias, lostSeconds }: Judgement, use: string) =>
  table.push([
    recording,
    use,
    percent(mean),
    percent(worst),
    percent(swing),
    percent(bias),
    lostSeconds === null ? '-' : `${lostSeconds} s off`,
  ]);
for (const judgement of accuracy.fittedOn) row(judgement, 'fitted');
for (const judgement of accuracy.judgedOn) row(judgement, 'judged');
lines.push(table.toString());
for (const { file, use, because } of RECORDINGS)
  lines.push(`${use === 'fit' ? 'fitted' : 'judged'} ${file}: ${because}`);
lines.push(`fitted ${RESTARTS.file}: the only recording of a restart; nothing is left to judge that by`, '');

const same = JSON.stringify([parameters, accuracy]) === JSON.stringify([PARAMETERS, ACCURACY]);
lines.push(
  same
    ? 'The code says the same.'
    : `The code says otherwise; it should say:\n${JSON.stringify({ parameters, accuracy }, null, 2)}`,
);
lines.push(describeAccuracy(accuracy));
process.stdout.write(`${lines.join('\n')}\n`);
process.exit(same ? 0 : 1);
