/** Where each field of a document stands. */
import type { Place } from './fault.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

/** By path, as `spec.policies.threshold.up`; `''` is the document itself. */
export interface Places {
  get(path: string): Place | undefined;
  has(path: string): boolean;
}

/** In a document that has just been read. */
export function placesOf({ spots, place }: Pick<YamlDocument, 'spots' | 'place'>): Places {
  return {
    has: (path) => spots.has(path),
    get: (path) => {
      const spot = spots.get(path);
      return spot === undefined ? undefined : place(spot.key);
    },
  };
}

/** The same of a document that is kept: it is read again whenever somebody asks, which hardly anybody does. */
export class PlacesInText implements Places {
  readonly #text: string;
  readonly #line: number;

  /** @param line the line of the file that the text begins on, from 1 */
  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  get(path: string): Place | undefined {
    return this.#read().get(path);
  }

  has(path: string): boolean {
    return this.#read().has(path);
  }

  #read(): Places {
    return placesOf(readYaml(this.#text, this.#line));
  }
}

/** Of a text that nobody has seen, so that its lines would tell nobody anything. */
export const NO_PLACES: Places = { get: () => undefined, has: () => false };
