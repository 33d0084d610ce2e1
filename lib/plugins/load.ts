/** Loads the plug-ins of a folder: each in its own thread, checked before anything rests on it. */
import type { Clock } from '../clock/clock.ts';
import type { Policy } from '../decide/contract.ts';
import { createLearner, type Learner } from './learn.ts';
import { DESK_LIMITS, type Limits } from './limits.ts';
import { type Line, openLine, type Reply } from './line.ts';
import { type ModuleFile, modulesIn, PluginError } from './modules.ts';
import { createPluginPort, type LoadedModule, type PluginPort } from './port.ts';
import { probe } from './probe.ts';
import { sampleOf } from './sample.ts';
import { schemaOf } from './schema.ts';
import { standIn } from './stand-in.ts';
import { createThread, type PluginThread } from './thread.ts';
import type { ConfigIssue, Description } from './worker/messages.ts';

export interface Plugins {
  /** What stands for each in a registry. */
  readonly policies: readonly Policy[];
  readonly modules: readonly LoadedModule[];
  /** What an author should know though it is no fault; each begins with the file. */
  readonly remarks: readonly string[];
  /** @param clock of those who ask */
  port(clock: Clock): PluginPort;
  /** Before documents are read: asks the plug-ins about their configs in them, so that reading them finds every fault. */
  learn: Learner['learn'];
  close(): void;
}

export interface LoadOptions {
  readonly folder: string;
  /** Names of the built-in policies. */
  readonly taken: readonly string[];
  /** Real time. */
  readonly clock: Clock;
  readonly within?: Limits;
  /** What a plug-in prints. */
  readonly onOutput?: (policy: string, text: string) => void;
}

interface Checked {
  readonly module: ModuleFile;
  readonly description: Description;
  readonly policy: Policy;
  readonly thread: PluginThread;
  readonly line: Line;
  readonly remarks: readonly string[];
}

/** @throws {PluginError} with everything that is wrong; then no thread is left */
export async function loadPlugins(options: LoadOptions): Promise<Plugins> {
  const modules = await modulesIn(options.folder);
  const threads = new Map<string, PluginThread>();
  const check = async (policy: string, config: unknown) => (await threads.get(policy)?.check(config)) ?? [];
  let learner = createLearner([], check);
  const issuesOf = (policy: string, config: unknown) => learner.issuesOf(policy, config);
  const results = await Promise.all(modules.map((module) => loadOne(module, options, issuesOf)));
  const loaded = results.filter((one) => typeof one !== 'string');
  const wrong = [...results.filter((one) => typeof one === 'string'), ...clashes(loaded, options.taken)];
  const close = () => {
    for (const { thread, line } of loaded) {
      thread.close();
      line.close();
    }
  };
  if (wrong.length > 0) {
    close();
    throw new PluginError(wrong.join('\n'));
  }
  for (const { thread } of loaded) threads.set(thread.name, thread);
  learner = createLearner([...threads.keys()], check);
  return {
    policies: loaded.map(({ policy }) => policy),
    modules: loaded.map(({ thread }) => thread.module),
    remarks: loaded.flatMap(({ module, remarks }) => remarks.map((remark) => `${module.file}: ${remark}`)),
    port: (clock) => createPluginPort(threads, clock),
    learn: learner.learn,
    close,
  };
}

function clashes(loaded: readonly Checked[], taken: readonly string[]): string[] {
  const known = new Map(taken.map((name) => [name, 'a built-in policy']));
  return loaded.flatMap(({ module: { file }, description: { name } }) => {
    const before = known.get(name);
    known.set(name, before ?? `the policy of ${file}`);
    return before === undefined ? [] : [`${file}: its name ${name} is that of ${before}`];
  });
}

/** @returns why it cannot be used, as text */
async function loadOne(
  module: ModuleFile,
  options: LoadOptions,
  issuesOf: Learner['issuesOf'],
): Promise<Checked | string> {
  const { clock, within = DESK_LIMITS, onOutput = () => undefined } = options;
  const { file } = module;
  let name = file;
  const open = (disguised: boolean) =>
    openLine({
      file: module.path,
      disguised,
      name: file,
      clock,
      loadMs: within.loadMs,
      onOutput: (text) => (disguised ? undefined : onOutput(name, text)),
    });
  const [line, other] = [open(false), open(true)];
  const refused = (why: string) => {
    line.close();
    return `${file}: ${why}`;
  };
  try {
    const [begun, beside] = await Promise.all([line.begun, other.begun]);
    if (begun.kind !== 'loaded') return refused(unloaded(begun, within));
    if (beside.kind !== 'loaded') return refused(`under another clock it ${unloaded(beside, within)}`);
    const { description } = begun;
    if (JSON.stringify(description) !== JSON.stringify(beside.description))
      return refused(
        'says otherwise of itself in another thread: it looks at the time or at chance while it loads',
      );
    name = description.name;
    const schema = schemaFor(description, (config) => issuesOf(description.name, config));
    if (typeof schema === 'string') return refused(schema);
    const config = description.example ?? sampleOf(description.tree);
    const wrong = await configFault(line, schema, config, within);
    if (wrong !== null) return refused(wrong);
    const { impure, limitsMoves, remarks } = await probe({ name, config, line, other, askMs: within.askMs });
    if (impure !== null) return refused(impure);
    const alive = line.alive() ? line : null;
    const told = (text: string) => onOutput(name, text);
    const thread = createThread({ name, module, limitsMoves, line: alive, within, clock, onOutput: told });
    return { module, description, policy: standIn({ ...description, schema }), thread, line, remarks };
  } finally {
    other.close();
  }
}

function unloaded(reply: Reply, { loadMs }: Limits): string {
  if (reply.kind === 'refused') return reply.why;
  if (reply.kind === 'hung') return `did not load within ${loadMs / 1000} s`;
  return reply.kind === 'died' ? `ended its thread while it was loaded (${reply.error})` : 'did not load';
}

/** @returns why there is none, as text */
function schemaFor(
  { tree }: Description,
  issuesOf: (config: unknown) => readonly ConfigIssue[],
): Policy['schema'] | string {
  try {
    return schemaOf(tree, issuesOf);
  } catch (error) {
    return `its schema cannot be used: ${(error as Error).message}`;
  }
}

async function configFault(
  line: Line,
  schema: Policy['schema'],
  config: unknown,
  { askMs }: Limits,
): Promise<string | null> {
  const ask = 'give example: a config that the checks at the start are made with';
  if (config === undefined)
    return `its schema does not tell a config by itself (a default or an example): ${ask}`;
  const { success, error } = schema.safeParse(config);
  if (!success) return `its schema refuses ${JSON.stringify(config)} (${error.issues[0]?.message}): ${ask}`;
  const reply = await line.ask({ kind: 'check', config }, askMs);
  if (reply.kind !== 'checked') return 'its schema gave no answer in time';
  const [issue] = reply.issues;
  return issue === undefined
    ? null
    : `its schema refuses ${JSON.stringify(config)} (${issue.message}): ${ask}`;
}
