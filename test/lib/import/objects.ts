/** Objects of other autoscalers, as YAML would give them; each test says only what it is about. */
import type { Raw } from './through.ts';

export const RUNTIME = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' };

export function hpa(spec: Raw = {}, metadata: Raw = {}): Raw {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'spark', namespace: 'default', ...metadata },
    spec: { scaleTargetRef: RUNTIME, minReplicas: 1, maxReplicas: 4, metrics: [utilization('90')], ...spec },
  };
}

export function utilization(value: string, name = 'capacity_used_rate'): Raw {
  const describedObject = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'Dataset', name: 'spark' };
  return { type: 'Object', object: { describedObject, metric: { name }, target: { type: 'Value', value } } };
}

export const OFFICE = {
  type: 'cron',
  metadata: {
    timezone: 'Europe/Berlin',
    start: '0 8 * * 1-5',
    end: '0 20 * * 1-5',
    desiredReplicas: '6',
  },
};

export function scaledObject(spec: Raw = {}, metadata: Raw = {}): Raw {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'office', namespace: 'default', ...metadata },
    spec: { scaleTargetRef: RUNTIME, minReplicaCount: 1, maxReplicaCount: 100, triggers: [OFFICE], ...spec },
  };
}

export function cronHpa(spec: Raw = {}, status: Raw = {}): Raw {
  return {
    apiVersion: 'autoscaling.alibabacloud.com/v1beta1',
    kind: 'CronHorizontalPodAutoscaler',
    metadata: { name: 'nights', namespace: 'default' },
    spec: {
      scaleTargetRef: RUNTIME,
      jobs: [
        { name: 'day', schedule: '0 0 8 * * *', targetSize: 10 },
        { name: 'night', schedule: '0 0 22 * * *', targetSize: 2 },
      ],
      ...spec,
    },
    status,
  };
}
