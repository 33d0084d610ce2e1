/** What is said between the daemon and a plug-in's thread. Plain data: it is cloned on its way. */
import type { Context, Setting } from '../../decide/contract.ts';
import type { SchemaNode } from '../../spec/schema-tree.ts';

/** What a thread is started with. */
export interface Begin {
  readonly file: string;
  /** The clock and chance are other ones, so that a module that looks at them answers differently than it does elsewhere. */
  readonly disguised: boolean;
}

/** What a module says of itself. */
export interface Description {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of the config as written. */
  readonly tree: SchemaNode;
  /** ms */
  readonly window: number;
  readonly byClock: boolean;
  /** A config for the checks, as written; undefined: none is given. */
  readonly example: unknown;
}

export interface Question {
  readonly config: unknown;
  readonly setting: Setting;
  readonly context: Context;
}

/** A value as the plug-in gave it, where it can be passed on; else what it was, in words. */
export type Given = { readonly value: unknown } | { readonly odd: string };

export interface SaidWish {
  readonly says: Given;
  readonly wish: Given;
  readonly why: string;
}

export interface SaidLimit {
  readonly scope: Given;
  readonly low: Given;
  readonly high: Given;
  readonly why: string;
}

export type Said<T> = T | { readonly nonsense: string };

export type ToThread =
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'check'; readonly config: unknown };

export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type FromThread =
  /** It printed something; not an answer. */
  | { readonly kind: 'wrote'; readonly text: string }
  | { readonly kind: 'loaded'; readonly description: Description }
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'answered';
      readonly wishes: readonly Said<SaidWish>[];
      readonly limits: readonly Said<SaidLimit>[];
    }
  | { readonly kind: 'checked'; readonly issues: readonly ConfigIssue[] }
  | { readonly kind: 'threw'; readonly error: string }
  | { readonly kind: 'nonsense'; readonly answer: string };
