/** The settings of a verb from four places in one order: flag, environment, file, default. Pure. */
import { type Command, InvalidArgumentError, type Option } from 'commander';

/** By the option's name in camel case. */
export type Values = Readonly<Record<string, unknown>>;
export type Origin = 'flag' | 'environment' | 'file' | 'default';

export interface Settings {
  readonly values: Values;
  /** Where each that was given comes from; others are defaults. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** The file that was read, or null. */
  readonly file: string | null;
}

/** What somebody wrote cannot be. The text says where, and what is allowed. */
export class SettingsError extends Error {}

/** Where one is set, a lower place no longer sets the other. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [['namespace', 'allNamespaces']];

/** What can be set in all places: every option but the one that names the file. */
export function settable(command: Command): readonly Option[] {
  return command.options.filter((option) => option.attributeName() !== 'config');
}

/** `logLevel` -> `FLUID_AUTOSCALER_LOG_LEVEL`. */
export function variableOf(name: string): string {
  return `FLUID_AUTOSCALER_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Whether it is on or off, without a value. */
export function isSwitch(option: Option): boolean {
  return !option.required && !option.optional;
}

/** A value as its option reads it. @throws InvalidArgumentError saying what it must be */
export function parsed(option: Option, text: string): unknown {
  return option.parseArg === undefined ? text : option.parseArg(text, undefined);
}

/**
 * Variables that are no options are left alone: Kubernetes itself sets such names for a Service called fluid-autoscaler.
 * @throws SettingsError
 */
export function fromEnvironment(options: readonly Option[], env: NodeJS.ProcessEnv): Values {
  const values: Record<string, unknown> = {};
  for (const option of options) {
    const name = option.attributeName();
    const text = env[variableOf(name)];
    if (text === undefined) continue;
    try {
      values[name] = isSwitch(option) ? switched(text) : parsed(option, text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new SettingsError(`${variableOf(name)}=${text}: ${error.message}`);
    }
  }
  return values;
}

function switched(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('must be true or false.');
  return text === 'true';
}

/** @throws SettingsError when one place says two things that exclude each other */
export function settle(command: Command, environment: Values, file: Values): Omit<Settings, 'file'> {
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  const flags: Record<string, unknown> = {};
  for (const option of command.options) {
    const name = option.attributeName();
    values[name] = option.defaultValue;
    if (command.getOptionValueSource(name) === 'cli') flags[name] = command.getOptionValue(name);
    else if (command.getOptionValueSource(name) === 'default') values[name] = command.getOptionValue(name);
  }
  const layers = { flag: flags, environment, file } as const;
  for (const [origin, layer] of Object.entries(layers) as [Origin, Values][]) {
    const shut = EXCLUSIVE.flatMap((pair) => excluded(pair, layer, origins, values, origin));
    for (const [name, value] of Object.entries(layer)) {
      if (origins[name] !== undefined || shut.includes(name)) continue;
      values[name] = value;
      origins[name] = origin;
    }
  }
  return { values, origins };
}

/** Names that this layer may not set, since a higher one has set their opposite. */
function excluded(
  pair: readonly [string, string],
  layer: Values,
  origins: Readonly<Record<string, Origin>>,
  values: Values,
  origin: Origin,
): readonly string[] {
  const says = (from: Values, name: string) => from[name] !== undefined && from[name] !== false;
  if (pair.every((name) => says(layer, name)))
    throw new SettingsError(`${pair.join(' and ')} exclude each other, and the ${origin} gives both`);
  return pair.filter((_, i) => {
    const other = pair[1 - i] as string;
    return origins[other] !== undefined && says(values, other);
  });
}
