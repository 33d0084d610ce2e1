import type { Behaviour } from '../kinds/contract.ts';

/** Labels as Fluid's charts (v1.0.8) give them, and what a CacheRuntime's objects carry in their place. */

/** `<ns>-<name>`, or the Dataset's uid once that would reach 63 characters. */
export function datasetId(namespace: string, name: string, uid: string): string {
  const id = `${namespace}-${name}`;
  return id.length < 63 ? id : uid;
}

export type Labels = Record<string, string>;

export type Part = 'worker' | 'master';

/** Labels of a part's objects, pods among them. @param id of the dataset */
export function labelsOf({ app, kind }: Behaviour, name: string, id: string, part: Part): Labels {
  const placed = { 'fluid.io/dataset': id, 'fluid.io/dataset-placement': 'Exclusive' };
  const fluid = { 'fluid.io/dataset-id': id, 'fluid.io/managed-by': 'fluid' };
  const common = part === 'worker' ? { ...fluid, ...placed } : fluid;
  if (kind === 'CacheRuntime')
    return {
      'cacheruntime.fluid.io/component-name': `${name}-${part}`,
      'cacheruntime.fluid.io/name': name,
      ...common,
    };
  return {
    app,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': app,
    chart: `${app}-0.9.14`,
    heritage: 'Helm',
    release: name,
    role: `${app}-${part}`,
    ...common,
  };
}

/** Those of a part's labels by which its pods are selected. */
export function matchLabelsOf(labels: Labels): Labels {
  const keys = ['app', 'release', 'role', 'cacheruntime.fluid.io/component-name'];
  return Object.fromEntries(Object.entries(labels).filter(([key]) => keys.includes(key)));
}
