/** The two laws of a metric: Value by the policy `target`, AverageValue by the reader of HPA documents. */
import { decide } from '../../../lib/decide/decide.ts';
import { type Case, type Fields, isFields, needed, number } from '../case.ts';
import { externalMetric, history, NOW, objectMetric, observation, validPlan } from '../setting.ts';
import { type Adapter, stated } from './adapter.ts';

export type MetricLaw = 'Value' | 'AverageValue';

export const objectValue: Adapter = metricAdapter('Value');
export const averageValue: Adapter = metricAdapter('AverageValue');

function metricAdapter(law: MetricLaw): Adapter {
  return {
    expected: ({ input, expected }) =>
      stated({
        replicas: number(expected, 'desiredReplicas') ?? needed(input, 'expectedReplicas'),
        usageMilli: number(input, 'expectedUsageMilli'),
      }),
    actual: (testCase) => decided(law, testCase),
  };
}

function decided(law: MetricLaw, { input }: Case) {
  const current = needed(input, 'currentReplicas');
  const target = `${String(input.targetMilli)}m`;
  const { up, down } = tolerances(input);
  const fields = law === 'Value' ? { type: law, value: target } : { type: law, averageValue: target };
  const external = String(input.metricKind).startsWith('External');
  const plan = validPlan({
    metric: external ? externalMetric(fields) : objectMetric(fields),
    behavior: { scaleUp: { tolerance: up }, scaleDown: { tolerance: down } },
  });
  const { ready, pods } = podsOf(input, current);
  const seen = observation({ replicas: current, usage: usageOf(input), ready, pods });
  // The metric alone: neither stabilization nor limits.
  const metricOnly = { ...plan, readingLimiters: [], limiters: [] };
  const decision = decide(metricOnly, seen, history({ replicas: current }), NOW);
  const usageMilli = decision.wishes[0]?.reason.numbers?.utilization;
  return { replicas: decision.wish === decision.target ? decision.target : null, usageMilli };
}

/** In thousandths; the sum of the levels when the table gives those. 64-bit, as in the HPA. */
export function usageOf(input: Fields): number {
  if (input.usageMilli !== null && input.usageMilli !== undefined) return needed(input, 'usageMilli');
  if (!Array.isArray(input.levelsMilli)) throw new Error('neither usageMilli nor levelsMilli is there');
  return Number(input.levelsMilli.reduce<bigint>((sum, level) => sum + BigInt(level), 0n));
}

export function tolerances({ tolerances: given }: Fields): { up: number; down: number } {
  const fields = isFields(given) ? given : {};
  return { up: number(fields, 'scaleUp') ?? 0.1, down: number(fields, 'scaleDown') ?? 0.1 };
}

/** Where the table does not speak of pods, all that are asked for are ready. */
export function podsOf(input: Fields, current: number): { ready: number; pods: number } {
  const { podReadiness } = input;
  const states: readonly unknown[] = Array.isArray(podReadiness) ? podReadiness : [];
  const counted = states.length > 0 ? states.filter((state) => state === 'True').length : current;
  const ready = number(input, 'readyPods') ?? counted;
  return { ready, pods: Math.max(ready, states.length > 0 ? states.length : current) };
}
