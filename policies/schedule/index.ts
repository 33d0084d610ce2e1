import type { Claim, Context, NextChange, Parts, Policy } from '../../lib/decide/contract.ts';
import { type Pace, paceUp } from '../../lib/decide/pace.ts';
import { bounded } from '../../lib/units/bounded.ts';
import { faultsOf, notesOf } from './check.ts';
import { type Claiming, claiming } from './claims.ts';
import { schema, type WindowConfig } from './schema.ts';
import { windowsOf } from './window.ts';

/** Bounds by the clock: windows of time in which other numbers of workers are allowed. */
export const schedule: Policy<readonly WindowConfig[]> = {
  name: 'schedule',
  summary: 'windows of time in which the bounds are others',
  schema,
  build: (config, setting) => (config === undefined ? {} : shared(JSON.stringify([config, paceUp(setting)]))),
  faults: faultsOf,
  notes: notesOf,
};

/** Documents with the same windows and steps have the same parts, so that ten thousand of them hold no more than one. */
const shared = bounded(512, (key): Parts => {
  const [config, pace] = JSON.parse(key) as [readonly WindowConfig[], Pace];
  return build(config, pace);
});

function build(config: readonly WindowConfig[], pace: Pace): Parts {
  const windows = windowsOf(config).map((window) => claiming(window, pace));
  if (windows.length === 0) return { defaults: defaultsOf(config) };
  return {
    claimants: [{ policy: 'schedule', rank: 'window', claim: (context) => claimsOf(windows, context) }],
    nextChange: (context) => soonest(windows, context),
    window: Math.max(...windows.map(({ longestLead }) => longestLead)),
    defaults: defaultsOf(config),
  };
}

function claimsOf(windows: readonly Claiming[], context: Context): readonly Claim[] {
  const claims: Claim[] = [];
  for (const window of windows) claims.push(...window.claims(context));
  return claims;
}

function soonest(windows: readonly Claiming[], context: Context): NextChange | null {
  let first: NextChange | null = null;
  for (const window of windows) {
    const next = window.next(context);
    if (next !== null && (first === null || next.at < first.at)) first = next;
  }
  return first;
}

function defaultsOf(config: readonly WindowConfig[]): readonly string[] {
  return config.flatMap(({ zone }, index) =>
    zone === undefined ? [`spec.policies.schedule[${index}].zone: UTC`] : [],
  );
}
