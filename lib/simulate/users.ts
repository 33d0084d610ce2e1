/** Pods that have the volume of the simulated dataset. */
import type { DatasetUsers, KubeObject } from '../kube/objects.ts';
import type { Happening } from './scenario.ts';

export interface SimulatedUsers {
  /** @returns true when that changes what a watch would see */
  want(wanted: boolean): boolean;
  /** Every reader reads in a pod of its own. @returns true when a watch would see a change */
  hear(happening: Happening): boolean;
  /** Nothing where nobody asked. */
  seen(namespace: string): { readonly users?: DatasetUsers };
}

export function createUsers(): SimulatedUsers {
  let [asked, count] = [false, 0];
  return {
    want: (wanted) => {
      const news = wanted !== asked;
      asked = wanted;
      return news;
    },
    hear: (happening) => {
      if (happening.what === 'pods') count += happening.by;
      else if (happening.what === 'reads') count += Math.sign(happening.by);
      else return false;
      return asked;
    },
    seen: (namespace) => {
      if (!asked) return {};
      return { users: { pods: Array.from({ length: count }, (_, i) => podOf(namespace, i)), unseen: [] } };
    },
  };
}

function podOf(namespace: string, index: number): KubeObject {
  const metadata = { namespace, name: `app-${index}`, uid: `app-${index}`, resourceVersion: '1' };
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}
