/** HPA documents for tests, as YAML or JSON would give them; each test says only what it is about. */
export type Raw = Readonly<Record<string, unknown>>;

export const OBJECT_VALUE: Raw = {
  type: 'Object',
  object: {
    describedObject: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', name: 'spark' },
    metric: { name: 'capacity_used_rate' },
    target: { type: 'Value', value: '90' },
  },
};

/** The HPA of the article: 90 %, two workers in ten minutes, never down, 1 to 4. */
export const ARTICLE: Raw = {
  apiVersion: 'autoscaling/v2beta2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'spark', namespace: 'default', uid: 'a-1', managedFields: [] },
  spec: {
    scaleTargetRef: { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' },
    minReplicas: 1,
    maxReplicas: 4,
    metrics: [OBJECT_VALUE],
    behavior: {
      scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 600 }] },
      scaleDown: { selectPolicy: 'Disabled' },
    },
  },
  status: { currentReplicas: 1, desiredReplicas: 1 },
};

/** The article's document with other fields of `spec`; undefined removes one. */
export function hpa(spec: Raw = {}, top: Raw = {}): Raw {
  const merged = { ...(ARTICLE.spec as Raw), ...spec };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  return { ...ARTICLE, ...top, spec: kept };
}

/** One entry of `spec.metrics` with this target. */
export function metric(type: 'Object' | 'External', target: Raw): Raw {
  const source = { metric: { name: 'capacity_used_rate' }, target };
  if (type === 'External') return { type, external: source };
  return { type, object: { ...source, describedObject: { kind: 'Dataset', name: 'spark' } } };
}
