/** What people write on the Dataset in the course of a scenario, as they would with `fluid-autoscaler pause`, `scale` and `resume`. */
import { OVERRIDE, PAUSED } from '../model/control.ts';
import { writeOverride, writePause } from '../spec/annotations/read.ts';
import type { Happening } from './scenario.ts';

export interface People {
  /** @returns whether that is something people say: then the annotations are others now */
  hear(happening: Happening, now: number): boolean;
  annotations(): Readonly<Record<string, string>>;
}

export function createPeople(): People {
  const said: Record<string, string> = {};
  return {
    hear: (happening, now) => {
      switch (happening.what) {
        case 'someone pauses': {
          const { by, why, forMs } = happening;
          said[PAUSED] = writePause({ by, why, until: forMs === null ? null : now + forMs });
          return true;
        }
        case 'someone overrides': {
          const { workers, by, why, forMs, immediately } = happening;
          said[OVERRIDE] = writeOverride({ workers, by, why, since: now, until: now + forMs, immediately });
          return true;
        }
        case 'someone resumes':
          delete said[PAUSED];
          delete said[OVERRIDE];
          return true;
        default:
          return false;
      }
    },
    annotations: () => ({ ...said }),
  };
}
