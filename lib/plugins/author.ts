/**
 * What the author of a plug-in writes against: types only, which the build gathers into one file of declarations for the package
 * (`collect-types.mjs`). At run time `z` is all of zod 4; here stands what a policy's config needs.
 */
import type { Context, Setting } from '../decide/contract.ts';
import type { Reason } from '../model/observation.ts';

/** What a module's default export is called with. */
export interface Kit {
  readonly z: Z;
  /** Values that carry their units, as the built-in policies have them. */
  readonly values: Values;
  /** Gives back what it is given: with it, TypeScript knows what `build` is called with. */
  policy<Config>(policy: Policy<Config>): Policy<Config>;
}

/** The default export of a module. */
export type Plugin<Config = unknown> = (kit: Kit) => Policy<Config>;

export interface Policy<Config = unknown> {
  /** The key under `spec.policies`: letters and digits, a small letter first. */
  readonly name: string;
  /** A sentence. */
  readonly summary: string;
  readonly schema: Schema<Config> | JsonSchema;
  /** A config as written, for the checks at the start; needed where the schema does not tell one. */
  readonly example?: unknown;
  /** The longest time back its answers look at wishes or changes, ms; default 0. History younger than this is kept. */
  readonly window?: number;
  /**
   * Its answers do not change by the clock alone, but for spans of at most `window` since something in the history: simulations
   * may jump over quiet time. Left out where it looks at `now` otherwise.
   */
  readonly clock?: 'unread';
  /** @param config as the schema reads it: defaults filled in, durations in ms, shares in thousandths of a percent */
  build(config: Config, setting: Setting): Parts;
}

export interface Parts {
  readonly sizers?: readonly Sizer[];
  readonly limiters?: readonly Limiter[];
}

export interface Sizer {
  /** @param context frozen; `wish` is the current count, since nobody has wished yet */
  size(context: Context): Wish;
}

/**
 * `wish`: for so many workers, also for the current count. `abstain`: it has no say. `blind`: it should speak, but what it goes by
 * is missing; nothing shrinks then.
 */
export type Wish =
  | { readonly says: 'wish'; readonly wish: number; readonly reason: Said }
  | { readonly says: 'abstain' | 'blind'; readonly wish?: null; readonly reason: Said };

export interface Limiter {
  /** `readings`: holds only what sizers wish for; bounds pass it. `everything`: holds every move. */
  readonly scope: 'readings' | 'everything';
  /** @returns between which two numbers it may move now, or null when it has no say */
  limit(context: Context): Interval | null;
}

/** It is widened to hold the current count: staying is always possible. No limit on a side is -Infinity or Infinity. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly reason: Said;
}

/** Why: a text of at most 200 characters, or a code with its numbers. */
export type Said = string | Reason;

/** A schema without the kit, as plain data (draft 2020-12). */
export interface JsonSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

/** Each made anew by a call. */
export interface Values {
  /** `20m`, `0` -> ms. */
  duration(): Schema<number>;
  /** A duration longer than nothing -> ms. */
  period(): Schema<number>;
  /** `90%` -> thousandths of a percent. */
  share(): Schema<number>;
  /** A share above 0 and up to 100 %. */
  utilization(): Schema<number>;
  /** `2.71GiB` -> bytes. */
  size(): Schema<number>;
  /** A whole number, 0 or more. */
  count(): Schema<number>;
  /** A whole number, 1 or more. */
  positive(): Schema<number>;
}

/** What reads a value. `Out` is what it becomes. */
export interface Schema<Out> {
  readonly _output: Out;
  optional(): Schema<Out | undefined>;
  /** What stands for it where nothing is written: as written, `'20m'`. */
  prefault(written: unknown): Schema<Exclude<Out, undefined>>;
  describe(text: string): Schema<Out>;
  refine(holds: (value: Out) => boolean, fault: Fault): Schema<Out>;
}

export interface Fault {
  /** Best as `must be ...`: then it is told as what is allowed. */
  readonly error: string;
  readonly path?: string[];
}

export interface NumberSchema extends Schema<number> {
  int(): NumberSchema;
  min(least: number): NumberSchema;
  max(most: number): NumberSchema;
}

export interface TextSchema extends Schema<string> {
  min(least: number): TextSchema;
  max(most: number): TextSchema;
  regex(pattern: RegExp): TextSchema;
}

export interface ListSchema<Item> extends Schema<Item[]> {
  min(least: number): ListSchema<Item>;
  max(most: number): ListSchema<Item>;
}

export interface Z {
  number(): NumberSchema;
  string(): TextSchema;
  boolean(): Schema<boolean>;
  enum<const Words extends readonly string[]>(words: Words): Schema<Words[number]>;
  array<Item>(item: Schema<Item>): ListSchema<Item>;
  /** Unknown fields are faults. */
  strictObject<Fields extends Readonly<Record<string, Schema<unknown>>>>(
    fields: Fields,
  ): Schema<Read<Fields>>;
}

/** What a mapping of schemas reads; what may be missing is undefined. */
export type Read<Fields extends Readonly<Record<string, Schema<unknown>>>> = {
  readonly [Name in keyof Fields]: Fields[Name]['_output'];
};
