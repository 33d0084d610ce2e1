import type { Catalogue } from './catalogue.ts';

/** Why a dataset is not decided on, or not acted on, that the loop itself finds. */
export const keepingReasons = {
  NotLookedYet: { says: 'not looked at yet', field: null },
  NotSynced: {
    says: 'the watches have not listed everything yet: what is not known is not taken for absent',
    field: null,
  },
  StandingBy: { says: 'another daemon holds the Lease: this one stands by', field: null },
  NamespaceNotWatched: {
    says: 'this daemon watches namespace {watched} only: start it with -A or -n {namespace}',
    field: 'metadata.namespace',
  },
  Unwatched: {
    says: '{kind} cannot be seen ({why}): nothing is changed until it can; give the daemon the right to list and watch it',
    field: null,
  },
  SourceResting: {
    says: 'failed {failures} times in a row since {since} ({why}): left alone, and asked again from {again} on, or at once when its address changes or its pod becomes ready',
    field: null,
  },
  PatchFailed: {
    says: 'the last patch was not accepted ({text}); it is tried again in {left:duration}',
    field: null,
  },
  MemoryUnwritable: {
    says: 'not sent, because what must be remembered could not be written beside the Lease ({text}); it is tried again in {left:duration}',
    field: null,
  },
  MemoryUnreadable: {
    says: 'what is remembered beside the Lease cannot be read ({text}): nothing is decided until it can',
    field: null,
  },
  LedgerUnwritable: {
    says: 'the ledger cannot be written ({error}): nothing is changed until it can',
    field: null,
  },
} as const satisfies Catalogue;
