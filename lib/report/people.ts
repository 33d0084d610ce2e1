/** What people say by annotations on a Dataset, as lines. */
import { overrideReason, pausedBy, saidNow } from '../decide/control.ts';
import type { Control, Override } from '../model/control.ts';
import { OVERRIDE } from '../model/control.ts';
import { describeReason } from '../model/reasons/index.ts';
import { formatInstant } from '../units/instant.ts';

/** @param at when it was looked at, ms: what was over then says so */
export function peopleLines(control: Control | undefined, at: number): readonly string[] {
  if (control === undefined) return [];
  const { pause, override, unclear = [] } = control;
  const said = saidNow({ mode: 'auto', pause: null }, { control }, at);
  const paused = pausedBy({ ...said, unclear: [] });
  const doubts = unclear.map((one) => {
    const code = one.annotation === OVERRIDE ? 'OverrideUnclear' : 'DoubtPauses';
    return describeReason({ code, numbers: { ...one } });
  });
  return [
    ...(pause === undefined
      ? []
      : [
          paused === null
            ? `the pause of ${pause.by} (${pause.why}) was over at ${formatInstant(pause.until ?? at)}`
            : describeReason(paused.standing),
        ]),
    ...(override === undefined ? [] : [overrideLine(override, at)]),
    ...doubts,
  ];
}

function overrideLine(override: Override, at: number): string {
  const { by, workers, why, since, until } = override;
  const what = `the override of ${by} (${workers} workers, ${why})`;
  if (at < since) return `${what} begins at ${formatInstant(since)}`;
  return at < until
    ? describeReason(overrideReason(override))
    : `${what} was over at ${formatInstant(until)}`;
}
