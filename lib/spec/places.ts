/** Where each field of a document stands, for as long as the document is in force: ten thousand of them have one shape. */
import type { Place } from './fault.ts';

/** By path, as `spec.policies.threshold.up`; `''` is the document itself. */
export interface Places {
  get(path: string): Place | undefined;
  has(path: string): boolean;
}

/** So many shapes are remembered; then it begins anew. */
const MOST_SHAPES = 256;
/** The paths of a document, each with its number. */
const shapes = new Map<string, ReadonlyMap<string, number>>();

function shapeOf(paths: readonly string[]): ReadonlyMap<string, number> {
  const key = paths.join('\n');
  const known = shapes.get(key);
  if (known !== undefined) return known;
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  const shape = new Map(paths.map((path, nth) => [path, nth]));
  shapes.set(key, shape);
  return shape;
}

/** The same, in a hundredth of the room where documents have the same fields. */
export function packedPlaces(entries: readonly (readonly [string, Place])[]): Places {
  const shape = shapeOf(entries.map(([path]) => path));
  const numbers = Uint32Array.from(entries.flatMap(([, { line, column }]) => [line, column]));
  return {
    has: (path) => shape.has(path),
    get: (path) => {
      const nth = shape.get(path);
      if (nth === undefined) return undefined;
      return { line: numbers[2 * nth] as number, column: numbers[2 * nth + 1] as number };
    },
  };
}
