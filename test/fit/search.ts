/** The values a parameter may take: from `low` to `high`, `step` apart. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** All values of a grid, free of the dust of floating-point sums. */
export function valuesOf({ low, high, step }: Grid): number[] {
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, i) => Number((low + i * step).toFixed(6)));
}

export type Point<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Coordinate descent: one parameter after the other goes to its best value on the grid, until none moves. Same function, same
 * outcome. It ends where no single parameter can improve, which need not be the best of all: the caller says where to start.
 * @param start its names are the order of the search
 */
export function descend<Name extends string>(
  grids: Readonly<Record<Name, Grid>>,
  start: Point<Name>,
  error: (point: Point<Name>) => number,
): { readonly point: Point<Name>; readonly error: number } {
  let best = { point: start, error: error(start) };
  for (let moved = true; moved; ) {
    moved = false;
    for (const name of Object.keys(start) as Name[]) {
      for (const value of valuesOf(grids[name])) {
        const point = { ...best.point, [name]: value };
        const found = error(point);
        if (found >= best.error) continue;
        best = { point, error: found };
        moved = true;
      }
    }
  }
  return best;
}
