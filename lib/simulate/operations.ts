/** DataLoads of the simulated dataset as objects: some are there only while they run, some before, some recur. */
import type { KubeObject } from '../kube/objects.ts';
import { formatInstant } from '../units/instant.ts';
import type { Happening } from './scenario.ts';

export interface SimulatedOperations {
  /** @returns true when it is about one of them */
  hear(happening: Happening, now: number): boolean;
  /** What runs has ended, or was broken off. */
  end(now: number): void;
  seen(namespace: string, dataset: string): readonly KubeObject[];
}

interface Load {
  readonly name: string;
  readonly schedule: string | null;
  readonly madeAt: number;
  phase: 'Pending' | 'Executing' | 'Complete';
  startedAt: number | null;
  endedAt: number | null;
}

export function createOperations(): SimulatedOperations {
  /** Announced ones, by name: of those that do not recur only those that are not over. */
  const announced = new Map<string, Load>();
  let running: Load | null = null;
  let started = 0;

  const end = (now: number) => {
    if (running === null) return;
    running.phase = 'Complete';
    running.endedAt = now;
    running = null;
  };
  return {
    hear: (happening, now) => {
      if (happening.what === 'load is made') {
        const { load: name, schedule } = happening;
        announced.set(name, {
          name,
          schedule,
          madeAt: now,
          phase: 'Pending',
          startedAt: null,
          endedAt: null,
        });
        return true;
      }
      if (happening.what !== 'load') return false;
      // Fluid lets one run at a time; what is cut short here is over.
      end(now);
      started++;
      const known = happening.load === undefined ? undefined : announced.get(happening.load);
      running = known ?? {
        name: '',
        schedule: null,
        madeAt: now,
        phase: 'Executing',
        startedAt: now,
        endedAt: null,
      };
      running.phase = 'Executing';
      running.startedAt = now;
      return true;
    },
    end,
    seen: (namespace, dataset) => {
      const all = [...announced.values()];
      if (running !== null && !all.includes(running)) all.push(running);
      return all.map((load) => objectOf(namespace, dataset, load, started));
    },
  };
}

/** As Fluid 1.0.8 keeps them: one that recurs is Executing from the start, and says by `lastScheduleTime` that it has run. */
function objectOf(namespace: string, dataset: string, load: Load, started: number): KubeObject {
  const { schedule, madeAt, startedAt, endedAt, phase } = load;
  // One that nobody announced has no name of its own, and tells no more than that it runs.
  if (load.name === '') return bare(namespace, `${dataset}-load-${started}`, {}, { status: { phase } });
  const waits = schedule !== null && startedAt === null;
  const complete =
    endedAt === null
      ? []
      : [{ type: 'Complete', status: 'True', lastTransitionTime: formatInstant(endedAt) }];
  const spec = {
    dataset: { name: dataset, namespace },
    ...(schedule === null ? { policy: 'Once' } : { policy: 'Cron', schedule }),
  };
  const status = {
    phase: waits ? 'Executing' : phase,
    conditions: complete,
    ...(schedule === null || startedAt === null ? {} : { lastScheduleTime: formatInstant(startedAt) }),
  };
  return bare(
    namespace,
    `${dataset}-${load.name}`,
    { creationTimestamp: formatInstant(madeAt) },
    { spec, status },
  );
}

function bare(
  namespace: string,
  name: string,
  more: Partial<KubeObject['metadata']>,
  body: { readonly spec?: object; readonly status: object },
): KubeObject {
  const metadata = { namespace, name, uid: `DataLoad-${name}`, resourceVersion: '1', ...more };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind: 'DataLoad', metadata, ...body };
}
