import type { Catalogue } from './catalogue.ts';

/** Why a dataset is not decided on, or not acted on, that the loop itself finds. */
export const keepingReasons = {
  NotLookedYet: { says: 'not looked at yet', field: null },
  PatchFailed: {
    says: 'the last patch was not accepted ({text}); it is tried again in {left:duration}',
    field: null,
  },
  LedgerUnwritable: {
    says: 'the ledger cannot be written ({error}): nothing is changed until it can',
    field: null,
  },
} as const satisfies Catalogue;
