/** A life: looks one after the other, through the HPA's reconcile and through decisions, side by side. */
import { decide } from '../../../../lib/decide/decide.ts';
import { forget, newHistory, rememberChange, rememberWish } from '../../../../lib/decide/remember.ts';
import type { Blind, Observation } from '../../../../lib/model/observation.ts';
import { NOW, observation } from '../../../conformance/setting.ts';
import type { Look } from './arbitraries.ts';
import { planFor } from './model-plan.ts';
import type { ModelSpec, ReconcileModel, Sight } from './reconcile-model.ts';

const BLIND: Blind = { blind: true, source: 'alluxio-master', code: 'EngineRefused' };

function seen({ current, ready, pods, usage, at }: Sight): Observation {
  const sight = observation({ replicas: current, ready, pods, usage: usage ?? 0 });
  return { ...sight, at: NOW + at * 1000, ...(usage === null ? { reading: BLIND } : {}) };
}

/** What both make of the same looks, as texts that tell where they part. */
export function run(
  first: ModelSpec,
  start: number,
  looks: readonly Look[],
  model: ReconcileModel,
): [string[], string[]] {
  const tight: ModelSpec = { ...first, min: Math.min(first.min + 1, 6), max: 6 };
  const [loosePlan, tightPlan] = [planFor(first), planFor(tight)];
  const history = newHistory(observation({ replicas: start }), loosePlan.bounds);
  const [theirs, ours]: [string[], string[]] = [[], []];
  let [at, current] = [0, start];
  for (const { after, usage, unready, gone, foreign, tighter } of looks) {
    at += after;
    if (foreign !== null && foreign !== current) {
      rememberChange(history, {
        at: NOW + at * 1000,
        from: current,
        to: foreign,
        by: 'other',
        manager: 'kubectl',
        record: 1,
      });
      current = foreign;
    }
    const pods = gone ? 0 : current;
    const sight: Sight = { at, current, ready: Math.max(0, pods - unready), pods, usage };
    const wanted = model.reconcile(tighter ? tight : first, sight);
    const plan = tighter ? tightPlan : loosePlan;
    const now = NOW + at * 1000;
    const decision = decide(plan, seen(sight), history, now);
    rememberWish(history, decision, 1);
    const { target } = decision;
    if (target !== current) {
      rememberChange(history, {
        at: now,
        from: current,
        to: target,
        by: 'self',
        manager: 'fluid-autoscaler',
        record: 1,
      });
    }
    forget(history, now, plan);
    theirs.push(`${at} s: ${current} -> ${wanted}`);
    ours.push(`${at} s: ${current} -> ${target}`);
    if (wanted !== target) break;
    current = target;
  }
  return [theirs, ours];
}
