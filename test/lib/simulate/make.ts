/** Scenarios and policies for tests, written as a user would write them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyInForce } from '../../../lib/daemon/daemon.ts';
import { projectRoot } from '../../../lib/root.ts';
import { loadScenario, type Scenario } from '../../../lib/simulate/scenario.ts';
import { type SimulateOptions, type Simulation, simulate } from '../../../lib/simulate/simulate.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';

/** The text of a scenario document with this `spec`, indented by two. */
export function scenarioText(spec: string): string {
  return `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: Scenario\nmetadata: { name: test }\nspec:\n${spec}\n`;
}

/** @throws when it has a fault */
export function scenarioOf(spec: string): Scenario {
  const { scenario, faults } = loadScenario(scenarioText(spec), 'scenario.yaml');
  if (scenario === null) throw new Error(JSON.stringify(faults));
  return scenario;
}

/** @throws when the text has a fault */
export function policyOf(text: string, file = 'policy.yaml'): PolicyInForce {
  const { documents, faults } = loadDocuments(text, file, policies);
  const [document] = documents;
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return { plan: document.plan, file, text: document.text };
}

export const ARTICLE_POLICY = policyOf(exampleText('spark.yaml'), 'spark.yaml');

export function exampleText(file: string): string {
  return readFileSync(join(projectRoot, 'examples', file), 'utf8');
}

/** Plays a scenario's `spec` before the article's policy, or another. */
export function run(
  spec: string,
  options: Partial<Omit<SimulateOptions, 'scenario'>> = {},
): Promise<Simulation> {
  return simulate({ policy: ARTICLE_POLICY, scenario: scenarioOf(spec), ...options });
}

/** `+25s 1 -> 3` for each change of the count. */
export function changesOf({ changes, samples }: Simulation): string[] {
  const start = samples[0]?.at ?? 0;
  return changes.map(({ at, from, to, manager }) => {
    const who = manager === 'fluid-autoscaler' ? '' : ` by ${manager}`;
    return `+${(at - start) / 1000}s ${from} -> ${to}${who}`;
  });
}
