/** What `report` says on the terminal while the rest is in its file. */
import { printable } from '../units/printable.ts';
import { errorSentence, hours } from './page/words.ts';
import type { Report } from './report.ts';

/** One line for each dataset, and how far its replay is off. */
export function saidOf({ datasets, leftOut }: Report): readonly string[] {
  const lines = datasets.flatMap(({ dataset, figures, whatIf }) => {
    const { provisionedGiBHours, wastedGiBHours, scalings } = figures;
    const changes = scalings === 1 ? '1 change' : `${scalings} changes`;
    const said = [
      `${dataset}: ${hours(provisionedGiBHours)} GiB-hours provisioned, ${hours(wastedGiBHours)} wasted, ${changes} of the count`,
    ];
    if (whatIf === null) return said;
    if ('refused' in whatIf) return [...said, `  not replayed: ${whatIf.refused}`];
    const others = whatIf.others.map(({ name, timeline: { figures: other } }) => {
      return `  under ${name}: ${hours(other.provisionedGiBHours)} provisioned, ${hours(other.wastedGiBHours)} wasted, ${other.scalings} changes`;
    });
    return [...said, `  the replay's error: ${errorSentence(whatIf.error)}`, ...others];
  });
  const more =
    leftOut.length === 0 ? [] : [`${leftOut.length} more datasets are not in it; name them with --dataset`];
  return [...lines, ...more].map(printable);
}
