/** Plug-ins for tests: modules written to a folder of their own, run in real threads. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, realClock } from '../../../lib/clock/clock.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import type { PluginAnswer } from '../../../lib/model/plugin-answer.ts';
import type { Limits } from '../../../lib/plugins/limits.ts';
import { type LoadOptions, loadPlugins, type Plugins } from '../../../lib/plugins/load.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { tempFolder } from '../../support/temp.ts';
import { history, NOON, observation } from '../decide/make.ts';

/** Long enough for a busy machine; what hangs on purpose is given `HANGS`. */
export const PATIENT: Limits = { loadMs: 30_000, askMs: 30_000, patienceMs: 30_000 };
/** What hangs is ended soon. */
export const HANGS: Limits = { ...PATIENT, askMs: 1500 };

/** A folder with these modules, by file name. */
export function folderOf(modules: Readonly<Record<string, string>>): string {
  const folder = join(tempFolder('plugins'), 'own');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The text of a module whose sizer has this body; `config` and `context` are at hand. @param more other fields of the policy */
export function sizing(body: string, { name = 'own', more = '', before = '' } = {}): string {
  return `${before}
export default ({ z, values }) => ({
  name: '${name}',
  summary: 'a policy of one’s own',
  schema: z.strictObject({ to: values.count().prefault(2), bad: z.boolean().prefault(false) }),
  ${more}
  build: (config) => ({ sizers: [{ size: (context) => { ${body} } }] }),
});
`;
}

/** The same of a limiter. */
export function limiting(body: string, scope = 'everything'): string {
  return `
export default ({ z, values }) => ({
  name: 'own',
  summary: 'a policy of one’s own',
  schema: z.strictObject({ to: values.count().prefault(2), bad: z.boolean().prefault(false) }),
  build: (config) => ({ limiters: [{ scope: '${scope}', limit: (context) => { ${body} } }] }),
});
`;
}

export const WISHES = "return { says: 'wish', wish: config.to, reason: 'as configured' };";

export function load(folder: string, more: Partial<LoadOptions> = {}): Promise<Plugins> {
  const taken = policies.map(({ name }) => name);
  return loadPlugins({ folder, taken, clock: realClock, within: PATIENT, ...more });
}

/** The plan of a document whose policies are these lines. @throws its faults */
export function planWith(plugins: Plugins, written: string, name = 'spark'): Plan {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: ${name} }
spec:
  replicas: { min: 1, max: 8 }
  policies: ${written}
`;
  const { documents, faults } = loadDocuments(text, 'spark.yaml', [...policies, ...plugins.policies]);
  const [document] = documents;
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document.plan;
}

/** A clock that stands until it is moved; whoever sleeps on it does not wait. */
export function standing(): Clock & { at: number } {
  const clock = { at: NOON, now: () => clock.at, monotonic: () => clock.at, sleep: async () => undefined };
  return clock;
}

export async function answerOf(
  plugins: Plugins,
  plan: Plan,
  seen: Observation = observation(),
  clock: Clock = standing(),
): Promise<PluginAnswer | undefined> {
  return (await plugins.port(clock).ask(plan, seen, history(), NOON)).own;
}

/** The code of the reason why there is no answer, or null. */
export function failureOf(answer: PluginAnswer | undefined): string | null {
  return answer !== undefined && 'failed' in answer ? answer.failed.code : null;
}
