/** Two neighbouring points as one that still shows the least and the most of both. */
import type { Fill, Flow, Mark, Size } from './timeline.ts';

export function mergeFill(a: Fill, b: Fill): Fill {
  return {
    at: a.at,
    until: b.until,
    low: pick(Math.min, a.low, b.low),
    high: pick(Math.max, a.high, b.high),
    last: b.last,
  };
}

/** The larger of each: what a chart must not hide is how much was asked for. */
export function mergeSize(a: Size, b: Size): Size {
  return {
    at: a.at,
    asked: pick(Math.max, a.asked, b.asked),
    serving: pick(Math.max, a.serving, b.serving),
    min: b.min,
    max: b.max,
  };
}

export function mergeFlow(a: Flow, b: Flow): Flow {
  return { at: a.at, until: b.until, ufs: sum(a.ufs, b.ufs), served: sum(a.served, b.served) };
}

/** Several changes close together: from where the first began to where the last ended. */
export function mergeMark(a: Mark, b: Mark): Mark {
  return { ...b, at: a.at, from: a.from };
}

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : a + b;
}
