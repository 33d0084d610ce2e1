import { room } from './values.ts';

/** Fields of `spec` by which a person says what the cluster does not, or gets wrong. */
export const sizesByHand = {
  size: room()
    .optional()
    .describe("The dataset's size. It counts instead of Fluid's, which may be unknown, old or too small."),
  workerCapacity: room()
    .optional()
    .describe(
      'Cache of one worker, as the runtime declares it: for validate, and for a cache that has no worker to ask.',
    ),
};
