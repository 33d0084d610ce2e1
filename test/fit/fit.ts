import type { Accuracy, Judgement } from '../../lib/sandbox/model/accuracy.ts';
import { PARAMETERS, type Parameters } from '../../lib/sandbox/model/parameters.ts';
import { RECORDINGS, RESTARTS, type Recording } from './recordings.ts';
import { deviation, mean } from './replay.ts';
import { descend, type Grid, type Point } from './search.ts';
import { type Manner, mannersOf } from './timeline.ts';

type Name = 'roomFrom' | 'copyFrom' | 'toRoomiest';

/** Where is looked for the parameters of data: shares. */
export const GRIDS: Readonly<Record<Name, Grid>> = {
  roomFrom: { low: 0, high: 0.95, step: 0.05 },
  copyFrom: { low: 0, high: 0.95, step: 0.05 },
  toRoomiest: { low: 0, high: 1, step: 0.05 },
};
const MIDDLE: Point<Name> = { roomFrom: 0.5, copyFrom: 0.5, toRoomiest: 0.5 };

export const forFitting: readonly Recording[] = RECORDINGS.filter(({ use }) => use === 'fit');
export const forJudging: readonly Recording[] = RECORDINGS.filter(({ use }) => use === 'judge');

/** The error that the fit makes small: mean difference of used bytes, share of capacity, over the recordings for fitting. */
export function fittingError(parameters: Parameters): number {
  return mean(forFitting.map((recording) => deviation(recording, parameters).swing));
}

/** How long each restart of a recording kept to a manner, ms, in whole tens: the clock of the recording is no finer. */
function lengths(course: readonly Manner[], manner: Manner['manner'], after: Manner['manner']): number[] {
  return course.flatMap((entry, i) => {
    const next = course[i + 1];
    if (entry.manner !== manner || course[i - 1]?.manner !== after || !next) return [];
    return [Math.round((next.seconds - entry.seconds) * 100) * 10];
  });
}

function restartOf(
  course: readonly Manner[],
): Pick<Parameters, 'closedForMs' | 'refusedAgainForMs' | 'zerosMs'> {
  const zeros = lengths(course, 'zeros', 'refuses');
  const middle = (values: readonly number[]) => Math.round(mean(values) / 10) * 10;
  return {
    closedForMs: middle(lengths(course, 'closes', 'refuses')),
    refusedAgainForMs: middle(lengths(course, 'refuses', 'closes')),
    zerosMs: [Math.min(...zeros), Math.max(...zeros)],
  };
}

/** The parameters that the recordings for fitting give, the others as they are. Takes seconds. */
export function fitted(): { readonly parameters: Parameters; readonly error: number } {
  const others = { ...PARAMETERS, ...restartOf(mannersOf(RESTARTS.file)) };
  const { point, error } = descend(GRIDS, MIDDLE, (shares) => fittingError({ ...others, ...shares }));
  return { parameters: { ...others, ...point }, error };
}

function judgementOf(recording: Recording, parameters: Parameters): Judgement {
  const { mean, worst, swing, bias, lostSeconds } = deviation(recording, parameters);
  const share = (value: number) => Number(value.toFixed(4));
  return {
    recording: recording.file,
    mean: share(mean),
    worst: share(worst),
    swing: share(swing),
    bias: share(bias),
    lostSeconds: lostSeconds === null ? null : Number(lostSeconds.toFixed(1)),
  };
}

/** How far the model is from every recording. */
export function judge(parameters: Parameters): Accuracy {
  return {
    fittedOn: [...forFitting.map((recording) => judgementOf(recording, parameters))],
    judgedOn: forJudging.map((recording) => judgementOf(recording, parameters)),
  };
}
