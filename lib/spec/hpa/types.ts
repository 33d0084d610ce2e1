/**
 * A HorizontalPodAutoscaler as far as it decides anything: `spec`, and the name. As in the API server, an absent text is
 * empty, an absent number without a default is 0, and null stands for an absent field that may be absent.
 */
import type { Quantity } from './quantity.ts';

export interface Hpa {
  /** `autoscaling/v2` or `autoscaling/v2beta2`: the same fields in both. */
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: HpaSpec;
}

export interface HpaSpec {
  readonly scaleTargetRef: ObjectReference;
  readonly minReplicas: number | null;
  readonly maxReplicas: number;
  readonly metrics: readonly Metric[];
  /** null: the law of an HPA without `behavior`, which is another one than that of an empty `behavior`. */
  readonly behavior: Behavior | null;
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

export interface Behavior {
  readonly scaleUp: ScalingRules | null;
  readonly scaleDown: ScalingRules | null;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number | null;
  /** `Max`, `Min` or `Disabled` where valid. */
  readonly selectPolicy: string | null;
  readonly policies: readonly ScalingPolicy[] | null;
  readonly tolerance: Quantity | null;
}

export interface ScalingPolicy {
  /** `Pods` or `Percent` where valid. */
  readonly type: string;
  readonly value: number;
  readonly periodSeconds: number;
}

/** The five places a metric may come from; the one that `type` names is set where valid. */
export const METRIC_SOURCES = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
export type MetricSourceName = (typeof METRIC_SOURCES)[number];

export type Metric = { readonly type: string } & Readonly<Record<MetricSourceName, MetricSource | null>>;

export interface MetricSource {
  /** Of `object` only. */
  readonly describedObject: ObjectReference | null;
  /** The metric's name; of a resource, the resource's. */
  readonly name: string;
  /** Of `containerResource` only. */
  readonly container: string;
  readonly target: MetricTarget;
}

export interface MetricTarget {
  /** `Value`, `AverageValue` or `Utilization` where valid. */
  readonly type: string;
  readonly value: Quantity | null;
  readonly averageValue: Quantity | null;
  readonly averageUtilization: number | null;
}
