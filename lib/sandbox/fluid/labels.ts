/** Names and labels as Fluid v1.0.8's Alluxio chart gives them. */

/** `<ns>-<name>`, or the Dataset's uid once that would reach 63 characters. */
export function datasetId(namespace: string, name: string, uid: string): string {
  const id = `${namespace}-${name}`;
  return id.length < 63 ? id : uid;
}

export type Labels = Record<string, string>;

export function chartLabels(name: string, id: string, role: string): Labels {
  return {
    app: 'alluxio',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'alluxio',
    chart: 'alluxio-0.9.14',
    'fluid.io/dataset-id': id,
    'fluid.io/managed-by': 'fluid',
    heritage: 'Helm',
    release: name,
    role,
  };
}

export function workerLabels(name: string, id: string): Labels {
  const placed = { 'fluid.io/dataset': id, 'fluid.io/dataset-placement': 'Exclusive' };
  return { ...chartLabels(name, id, 'alluxio-worker'), ...placed };
}

export function masterLabels(name: string, id: string): Labels {
  return chartLabels(name, id, 'alluxio-master');
}

/** What `status.selector` says. */
export function workerSelector(name: string): string {
  return `app=alluxio,release=${name},role=alluxio-worker`;
}
