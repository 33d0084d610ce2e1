/** What people may say of a dataset by annotations: mostly nothing; also what is over, is to come, or nobody understands. */
import fc from 'fast-check';
import { type Control, OVERRIDE, PAUSED } from '../../lib/model/control.ts';
import { HOUR, MINUTE, NOON } from '../lib/decide/make.ts';

const instants = fc.constantFrom(NOON - HOUR, NOON - 1, NOON, NOON + 1, NOON + HOUR);
const who = { by: fc.constant('jane'), why: fc.constantFrom('an audit', 'a load test') };

const pauses = fc.record({ ...who, until: fc.oneof(fc.constant(null), instants) });

const overrides = fc
  .record({
    ...who,
    workers: fc.integer({ min: 0, max: 12 }),
    since: instants,
    length: fc.constantFrom(1, MINUTE, 2 * HOUR),
    immediately: fc.boolean(),
  })
  .map(({ length, ...rest }) => ({ ...rest, until: rest.since + length }));

const unclear = fc
  .subarray([PAUSED, OVERRIDE, 'fluid-autoscaler.dev/pause'], { minLength: 1 })
  .map((names) => names.map((annotation) => ({ annotation, problem: 'it is no text' })));

const said: fc.Arbitrary<Control> = fc.record(
  { pause: pauses, override: overrides, unclear },
  { requiredKeys: [] },
);

/** Null: nothing. */
export const controls: fc.Arbitrary<Control | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: overrides.map((override) => ({ override })) },
  { weight: 1, arbitrary: said },
);
