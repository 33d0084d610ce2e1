/** Decisions of HPA documents, for tests. */
import { decide } from '../../../../lib/decide/decide.ts';
import type { Plan } from '../../../../lib/decide/plan.ts';
import type { Decision } from '../../../../lib/model/decision.ts';
import type { Blind, Observation } from '../../../../lib/model/observation.ts';
import type { Parsed } from '../../../../lib/spec/hpa/parse.ts';
import { planOf } from '../../../../lib/spec/hpa/plan.ts';
import { readHpa } from '../../../../lib/spec/hpa/read.ts';
import { policies } from '../../../../policies/index.ts';
import type { Entry } from '../../../conformance/case.ts';
import { history, NOW, observation, type Past, type Seen } from '../../../conformance/setting.ts';
import { hpa, type Raw } from './documents.ts';

/** The article's HPA with other fields of `spec`, translated. */
export function translate(spec: Raw): Parsed<Plan> {
  const read = readHpa(hpa(spec));
  if (!read.ok) throw new Error(read.errors.map(({ text }) => text).join('; '));
  return planOf(read.value, policies, { hash: 'h' });
}

export function planFor(spec: Raw): Plan {
  const made = translate(spec);
  if (!made.ok) throw new Error(made.errors.map(({ text }) => text).join('; '));
  return made.value;
}

/** Decides on utilization in percent. */
export function decided(spec: Raw, percent: number, seen: Seen, past: Partial<Past> = {}): Decision {
  const sight = observation({ ...seen, usage: percent * 1000 });
  return decide(planFor(spec), sight, history({ replicas: seen.replicas, ...past }), NOW);
}

/** Decides without a reading. */
export function blindly(spec: Raw, past: Past): Decision {
  const reading: Blind = { blind: true, source: 'alluxio-master', code: 'EngineRefused' };
  const sight: Observation = { ...observation({ replicas: past.replicas }), reading };
  return decide(planFor(spec), sight, history(past), NOW);
}

/** What was entered so many seconds ago. */
export const entry = (value: number, seconds: number): Entry => ({ value, ageMs: seconds * 1000 });

/** Bounds that do not bind. */
export const WIDE: Raw = { minReplicas: 0, maxReplicas: 100 };
