/** The program: its verbs in groups, under the name by which it was called. */
import { basename } from 'node:path';
import { type AddHelpTextContext, type AddHelpTextPosition, Command } from 'commander';
import { version } from '../lib/version.ts';
import * as completion from './completion.ts';
import * as crd from './crd.ts';
import * as demo from './demo.ts';
import * as explain from './explain.ts';
import * as history from './history.ts';
import * as importVerb from './import.ts';
import * as inspect from './inspect.ts';
import * as kinds from './kinds.ts';
import * as newPolicy from './new-policy.ts';
import * as pause from './pause.ts';
import * as plan from './plan.ts';
import * as report from './report.ts';
import * as resume from './resume.ts';
import * as run from './run.ts';
import * as sandbox from './sandbox.ts';
import * as scale from './scale.ts';
import * as schedule from './schedule.ts';
import * as schema from './schema.ts';
import * as simulate from './simulate.ts';
import * as test from './test.ts';
import * as validate from './validate.ts';
import * as verify from './verify.ts';
import * as versionVerb from './version.ts';

interface Verb {
  register(program: Command): void;
}

/** In the order of `--help`. */
const GROUPS: readonly (readonly [heading: string, verbs: readonly Verb[]])[] = [
  [
    'At the desk, without a cluster:',
    [demo, sandbox, simulate, schedule, validate, test, importVerb, schema, kinds, newPolicy],
  ],
  ['In the cluster:', [run, inspect, plan, crd]],
  ['By people, in place of the policies:', [pause, resume, scale]],
  ['The ledger:', [history, explain, report, verify]],
  ['Other:', [completion, versionVerb]],
];

const NAME = 'fluid-autoscaler';
const PLUGIN = 'kubectl-fluid_autoscaler';
const PLUGIN_COMPLETION = 'kubectl_complete-fluid_autoscaler';

export interface Called {
  /** As usage and examples show it. */
  readonly name: string;
  /** The words to complete, when that is what it was called for. */
  readonly completing: readonly string[] | null;
}

/** How it was called: by its own name, as a plug-in of kubectl, or by a shell that wants to complete a line. */
export function calledAs([, file = '', ...words]: readonly string[]): Called {
  const called = basename(file);
  if (called === PLUGIN_COMPLETION) return { name: NAME, completing: words };
  if (words[0] === '__complete') return { name: NAME, completing: words.slice(1) };
  return { name: called === PLUGIN ? `kubectl ${NAME}` : NAME, completing: null };
}

/** A command whose examples name the program as it was called. */
class NamedCommand extends Command {
  override createCommand(name?: string): Command {
    return new NamedCommand(name);
  }

  override addHelpText(
    position: AddHelpTextPosition,
    text: string | ((context: AddHelpTextContext) => string),
  ): this {
    return super.addHelpText(position, (context) => {
      const told = typeof text === 'string' ? text : text(context);
      return told.replaceAll(/(?<=^ *|[|(] *|: )fluid-autoscaler(?= )/gm, this.#program().name());
    });
  }

  #program(): Command {
    let command: Command = this;
    while (command.parent !== null) command = command.parent;
    return command;
  }
}

export function createProgram(name = NAME): Command {
  const program = new NamedCommand(name)
    .description('Keeps the worker count of every Fluid dataset cache right, and writes down why.')
    .version(version)
    .showHelpAfterError('(see --help)')
    // Commander's own complaints are misuse: 2, so that scripts can tell them from a failure.
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText('after', '\nA verb in full, with examples: fluid-autoscaler VERB --help');
  for (const [heading, verbs] of GROUPS) {
    program.commandsGroup(heading);
    for (const verb of verbs) verb.register(program);
  }
  return program.helpCommand('help [verb]', 'How a verb is used');
}
