import * as z from 'zod';
import { address } from './names.ts';

/** `spec.engine`: how the kind's own engine is reached and taken. */
export const engine = z
  .strictObject({
    url: address()
      .optional()
      .describe('Address of the engine (Alluxio: of its master), in place of discovery.'),
    perPod: z
      .boolean()
      .optional()
      .describe(
        'Where workers share no cache (JuiceFS community edition): take what each holds together as one cache all the same.',
      ),
  })
  .optional()
  .describe('How the cache engine is reached.');
