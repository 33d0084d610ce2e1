/** Where an engine is and how it stands, as far as the watches show, as a text: another text, another condition. */
import type { DatasetObjects } from '../kube/objects.ts';
import { isReady } from '../runtimes/worker-pods.ts';
import { sameValue } from '../units/same.ts';

/** Addresses, their conditions and ports, of all Services of an engine. */
function placesOf({ slices }: Pick<DatasetObjects, 'slices'>): readonly unknown[] {
  return slices.map((slice) => {
    const { endpoints, ports } = slice as { readonly endpoints?: unknown; readonly ports?: unknown };
    return [slice.metadata.name, endpoints, ports];
  });
}

/** Whether all of them are the same. */
export function samePlaces(a: Pick<DatasetObjects, 'slices'>, b: Pick<DatasetObjects, 'slices'>): boolean {
  return sameValue(placesOf(a), placesOf(b));
}

/** The same, and which worker pods there are and serve: where an engine is asked in its workers, they are its endpoints. */
export function endpointOf(objects: Pick<DatasetObjects, 'slices' | 'workerPods'>): string {
  const pods = objects.workerPods.map((pod) => `${pod.metadata.uid}${isReady(pod) ? ' ready' : ''}`);
  return `${JSON.stringify(placesOf(objects))} ${pods.join()}`;
}
