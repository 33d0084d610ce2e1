import type { RuntimeKind } from './contract.ts';

/** What a kind says that says nothing: blocks and watermarks that claim nothing, no declared size, never without workers. */
export const NOTHING_KNOWN: Pick<RuntimeKind, 'perWorker' | 'declaredBytes' | 'disabled'> = {
  perWorker: () => ({ blockBytes: 0, highWatermark: 1 }),
  declaredBytes: () => null,
  disabled: () => null,
};
