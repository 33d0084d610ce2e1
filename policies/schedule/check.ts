/** What is wrong with a schedule, or surprises, that no window shows by itself: between windows, and with the bounds. */
import type { Objection, Remark, Setting } from '../../lib/decide/contract.ts';
import { mayShrink, shrinksAlways } from '../../lib/decide/shrinking.ts';
import { leastOf, mostOf } from './claims.ts';
import { overlapOf } from './overlaps.ts';
import type { WindowConfig } from './schema.ts';
import { wallText } from './wall-text.ts';
import { type Window, windowsOf, zoneOf } from './window.ts';

/** What cannot be meant: the document is refused. */
export function faultsOf(config: readonly WindowConfig[], setting: Setting): readonly Objection[] {
  const windows = windowsOf(config);
  return windows.flatMap((window) => [
    ...neverHolds(window),
    ...outsideBounds(window, windows, setting),
    ...neverGetsItsWay(window, windows),
    ...neverComesDown(window, windows, setting),
  ]);
}

/** What may be meant, and does something else than it seems to. */
export function notesOf(config: readonly WindowConfig[], setting: Setting): readonly Remark[] {
  const windows = windowsOf(config);
  return [
    ...windows.flatMap((window) => [
      ...neverCloses(window, windows),
      ...sometimesContradicted(window, windows),
      ...mayNotComeDown(window, setting),
      ...saysNothingNew(window, setting),
    ]),
    ...suspended(config),
  ];
}

const LONG_AGO = Date.UTC(2026, 0, 1);

function neverHolds({ index, times, config }: Window): readonly Objection[] {
  const from = config.validFrom === undefined ? LONG_AGO : Date.parse(config.validFrom.slice(0, 10));
  const { open, until } = times.at(from - 2 * 86_400_000);
  if (open || until < Number.POSITIVE_INFINITY) return [];
  const problem = 'the window never holds: every day it would open on is excluded, or not valid';
  return [{ path: `[${index}]`, problem, allowed: 'days on which it opens' }];
}

/** Bounds that some window puts in place of `replicas` count as well: which hold when is another question. */
function outsideBounds(
  window: Window,
  windows: readonly Window[],
  { bounds }: Setting,
): readonly Objection[] {
  const { index, config } = window;
  if (config.replicas !== undefined) return [];
  const replaced = windows.flatMap((other) => other.config.replicas ?? []);
  const max = Math.max(bounds.max, ...replaced.map((one) => one.max));
  const min = Math.min(bounds.min, ...replaced.map((one) => one.min));
  const [least, most] = [leastOf(window), mostOf(window)];
  const field = (given: string) => `[${index}].${config.exactly === undefined ? given : 'exactly'}`;
  const allowed = `between ${min} and ${max}, or replicas: { min, max } in the window, which takes the place of spec.replicas`;
  if (least !== null && least > max) {
    return [{ path: field('atLeast'), problem: `${least} is above replicas.max ${max}`, allowed }];
  }
  if (most !== null && most < min) {
    return [{ path: field('atMost'), problem: `${most} is below replicas.min ${min}`, allowed }];
  }
  return [];
}

interface Contradiction {
  readonly other: Window;
  readonly least: number;
  readonly most: number;
  readonly at: number;
  readonly always: boolean;
}

/** Windows that ask for more than this one allows while it holds. */
function contradictionsOf(window: Window, windows: readonly Window[]): readonly Contradiction[] {
  const most = mostOf(window);
  if (most === null) return [];
  return windows.flatMap((other) => {
    const least = leastOf(other);
    if (other === window || least === null || least <= most) return [];
    const overlap = overlapOf(other, window);
    return overlap === null ? [] : [{ other, least, most, ...overlap }];
  });
}

function neverGetsItsWay(window: Window, windows: readonly Window[]): readonly Objection[] {
  const loser = contradictionsOf(window, windows).find(({ always }) => always);
  if (loser === undefined) return [];
  const { other, least, most } = loser;
  const problem =
    `at most ${most} never holds: whenever this window does, window ${other.name} holds too and asks for at least ` +
    `${least}, and at least wins`;
  return [
    { path: `[${window.index}].${mostField(window)}`, problem, allowed: `at least ${least}, or times apart` },
  ];
}

function sometimesContradicted(window: Window, windows: readonly Window[]): readonly Remark[] {
  return contradictionsOf(window, windows)
    .filter(({ always }) => !always)
    .map(({ other, least, most, at }) => {
      const when = wallText(at, zoneOf(window.config));
      const text =
        `window ${window.name} allows at most ${most} while window ${other.name} asks for at least ${least}, ` +
        `as from ${when} on: at least wins`;
      return { path: `[${window.index}].${mostField(window)}`, text };
    });
}

function mostField({ config }: Window): string {
  return config.exactly !== undefined ? 'exactly' : config.replicas !== undefined ? 'replicas' : 'atMost';
}

/** The present size is not in the document; that another window has brought it higher before is. */
function neverComesDown(window: Window, windows: readonly Window[], setting: Setting): readonly Objection[] {
  const { exactly } = window.config;
  if (exactly === undefined || mayShrink(setting)) return [];
  const higher = windows.find((other) => (leastOf(other) ?? 0) > exactly);
  if (higher === undefined) return [];
  const problem =
    `exactly ${exactly} is below the ${leastOf(higher)} that window ${higher.name} asks for, and scaling down is disabled: ` +
    'once the count has been there, it never comes down to it';
  return [
    {
      path: `[${window.index}].exactly`,
      problem,
      allowed: 'scaleDown: enabled in this window, or in policies; or atLeast',
    },
  ];
}

/** Policies that wish for a number of workers. */
const SIZERS = ['threshold', 'target', 'fit', 'preload', 'forecast'];

function mayNotComeDown({ index, config }: Window, setting: Setting): readonly Remark[] {
  const most = config.exactly ?? config.atMost;
  if (most === undefined || mayShrink(setting) || most >= setting.bounds.max) return [];
  if (!SIZERS.some((name) => setting.policies[name] !== undefined)) return [];
  const field = config.exactly === undefined ? 'atMost' : 'exactly';
  const text =
    `${field} ${most} brings nothing down, because scaling down is disabled: a count that has grown above it before, up to ` +
    `replicas.max ${setting.bounds.max}, stays where it is; scaleDown: enabled in the window lets it come down`;
  return [{ path: `[${index}].${field}`, text }];
}

function saysNothingNew({ index, config: { scaleDown } }: Window, setting: Setting): readonly Remark[] {
  if (scaleDown === undefined || (scaleDown === 'enabled') !== shrinksAlways(setting)) return [];
  if (scaleDown === 'disabled' && mayShrink(setting)) return [];
  const text = `scaleDown: ${scaleDown} changes nothing here: scaling down is ${scaleDown} anyway`;
  return [{ path: `[${index}].scaleDown`, text }];
}

function neverCloses({ index, times, config }: Window, windows: readonly Window[]): readonly Remark[] {
  const path = `[${index}].${config.end !== undefined ? 'end' : config.duration !== undefined ? 'duration' : 'weekly'}`;
  if (config.end === 'next') {
    if (windows.filter((other) => other.config.end === 'next').length > 1) return [];
    const text =
      'end: next in this window alone: nothing ever closes it, once it has opened it holds for good';
    return [{ path, text }];
  }
  if (config.validFrom !== undefined || config.validUntil !== undefined) return [];
  // It is open, and again whenever it would close: for a fortnight is for good, where there are no dates.
  let at = times.at(LONG_AGO).until;
  const end = LONG_AGO + 15 * 86_400_000;
  for (let i = 0; i < 30 && at < end; i++) {
    const span = times.at(at);
    if (!span.open) return [];
    at = span.until;
  }
  return at < end ? [] : alwaysOpen(path, times.at(LONG_AGO).open);
}

function alwaysOpen(path: string, open: boolean): readonly Remark[] {
  const text =
    'the window opens again before it closes, so that it always holds: its numbers could stand in replicas';
  return open ? [{ path, text }] : [];
}

function suspended(config: readonly WindowConfig[]): readonly Remark[] {
  return config.flatMap(({ suspend }, index) =>
    suspend ? [{ path: `[${index}].suspend`, text: 'the window is suspended: as if it were not there' }] : [],
  );
}
