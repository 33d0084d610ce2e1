/** `--plugins`, for verbs that read policy documents: the policies there are, the user's own among them. */
import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Policy } from '../lib/decide/contract.ts';
import type { Limits } from '../lib/plugins/limits.ts';
import type { Plugins } from '../lib/plugins/load.ts';
import { misuse } from './options.ts';

export interface PluginOptions {
  readonly plugins?: string;
}

const opened: Plugins[] = [];

/** What is loaded for a verb is closed when the verb is done. */
export function takesPlugins(command: Command): Command {
  const meaning = 'folder of policies of your own: *.mjs and *.js (lib/plugins/README.md)';
  return command.addOption(new Option('--plugins <folder>', meaning)).hook('postAction', () => {
    for (const plugins of opened.splice(0)) plugins.close();
  });
}

/** What differs beside a loop that goes on by itself. */
interface Daemonic {
  readonly within?: Limits;
  readonly onOutput?: (policy: string, text: string) => void;
  readonly onRemark?: (text: string) => void;
}

export interface Known {
  readonly registry: readonly Policy[];
  /** Undefined: none, and no thread was started. */
  readonly plugins: Plugins | undefined;
}

/**
 * @throws {PluginError} naming every plug-in that cannot be used; a folder that cannot is misuse
 * @param onOutput what plug-ins print; default: to the error stream
 */
export async function pluginsOf(
  { plugins: folder }: PluginOptions,
  command: Command,
  { within, onOutput, onRemark }: Daemonic = {},
): Promise<Known> {
  const { policies } = await import('../policies/index.ts');
  if (folder === undefined) return { registry: policies, plugins: undefined };
  const { loadPlugins } = await import('../lib/plugins/load.ts');
  const { PluginError } = await import('../lib/plugins/modules.ts');
  const say = (text: string) => command.configureOutput().writeErr?.(text);
  const plugins = await loadPlugins({
    folder,
    taken: policies.map(({ name }) => name),
    clock: realClock,
    ...(within === undefined ? {} : { within }),
    onOutput: onOutput ?? ((policy, text) => say(`${policy}: ${text.trimEnd()}\n`)),
  }).catch((error: Error) => {
    if (error instanceof PluginError && error.misuse) return misuse(command, error.message);
    throw error;
  });
  opened.push(plugins);
  for (const remark of plugins.remarks) (onRemark ?? ((text) => say(`note: ${text}\n`)))(remark);
  return { registry: [...policies, ...plugins.policies], plugins };
}
