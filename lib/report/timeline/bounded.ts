/** A row of points in order of time that never grows beyond twice `most`, however long the story: neighbours are merged. */
export interface Bounded<T> {
  push(point: T): void;
  /** All points, at most twice `most`. */
  points(): readonly T[];
  /** Points closer than this were merged into one, ms; 0: none were. */
  width(): number;
}

/**
 * @param most how many points are enough
 * @param merge two neighbours as one that still shows the least and the most of both
 */
export function bounded<T extends { readonly at: number }>(
  most: number,
  merge: (a: T, b: T) => T,
): Bounded<T> {
  let points: T[] = [];
  let width = 0;
  const add = (into: T[], point: T) => {
    const last = into.at(-1);
    if (last !== undefined && width > 0 && slot(last.at, width) === slot(point.at, width))
      into[into.length - 1] = merge(last, point);
    else into.push(point);
  };
  const thin = () => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return;
    width = Math.max(2 * width, Math.ceil((last.at - first.at) / most), 1);
    const thinner: T[] = [];
    for (const point of points) add(thinner, point);
    points = thinner;
  };
  return {
    push: (point) => {
      add(points, point);
      while (points.length > 2 * most) thin();
    },
    points: () => points,
    width: () => width,
  };
}

function slot(at: number, width: number): number {
  return Math.floor(at / width);
}
