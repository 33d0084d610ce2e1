/** What may stand where the cursor is, read off the program itself: verbs, options, and the values they take. */
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Whether a file or folder may stand there. */
  readonly files: boolean;
}

const NOTHING: Candidates = { candidates: [], files: false };

/** @param words after the program's name; the last is the one that is being written, '' when it is not begun */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const typed = words.at(-1) ?? '';
  const { command, positionals, pending, ended } = walk(program, words.slice(0, -1));
  if (pending !== null) return valuesOf(pending, '', typed);
  if (!ended && typed.startsWith('-')) return optionsOf(command, typed);
  if (command === program)
    return { ...NOTHING, candidates: positionals.length === 0 ? verbsOf(program, typed) : [] };
  const argument = command.registeredArguments.at(positionals.length) ?? command.registeredArguments.at(-1);
  const full = positionals.length >= command.registeredArguments.length && argument?.variadic !== true;
  return argument === undefined || full ? NOTHING : valuesOf(argument, '', typed);
}

interface Walk {
  readonly command: Command;
  readonly positionals: readonly string[];
  /** The option whose value comes next. */
  readonly pending: Option | null;
  /** After `--` no word is an option. */
  readonly ended: boolean;
}

function walk(program: Command, words: readonly string[]): Walk {
  let command = program;
  let pending: Option | null = null;
  let ended = false;
  const positionals: string[] = [];
  for (const word of words) {
    if (pending !== null) pending = null;
    else if (word === '--') ended = true;
    else if (!ended && /^-./.test(word)) pending = pendingAfter(command, word);
    else if (command === program && word === 'help') continue;
    else if (command === program && positionals.length === 0) {
      command = program.commands.find((verb) => verb.name() === word) ?? program;
      if (command === program) positionals.push(word);
    } else positionals.push(word);
  }
  return { command, positionals, pending, ended };
}

/** `-o` and `--output` wait for a value; `-ojson` and `--output=json` have it. */
function pendingAfter(command: Command, word: string): Option | null {
  const option = command.options.find(({ long, short }) => long === word || short === word);
  return option !== undefined && (option.required || option.optional) ? option : null;
}

function verbsOf(program: Command, typed: string): readonly Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((verb) => ({ value: verb.name(), description: verb.summary() || verb.description() }))
    .filter(({ value }) => value.startsWith(typed));
}

function optionsOf(command: Command, typed: string): Candidates {
  const name = /^(--[^=]+)=/.exec(typed)?.[1];
  const options = command.createHelp().visibleOptions(command);
  if (name !== undefined) {
    const option = options.find(({ long }) => long === name);
    return option === undefined ? NOTHING : valuesOf(option, `${name}=`, typed);
  }
  const candidates = options
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }))
    .filter(({ value }) => value.startsWith(typed));
  return { candidates, files: false };
}

/** A value's choices; else a file, where its name says so, as `<file>` and `<folder>` do. */
function valuesOf(taker: Option | Argument, prefix: string, typed: string): Candidates {
  const choices = taker.argChoices ?? [];
  const candidates = choices
    .map((choice) => ({ value: `${prefix}${choice}`, description: '' }))
    .filter(({ value }) => value.startsWith(typed));
  const name = 'flags' in taker ? taker.flags : taker.name();
  return { candidates, files: choices.length === 0 && /file|folder/.test(name) };
}

/** Cobra's numbers for what else may be offered, which kubectl understands: files too, or nothing else. */
const FILES = 0;
const NO_FILES = 4;

/** As the scripts and kubectl read it: a candidate a line, its description after a tab, and `:DIRECTIVE` as the last line. */
export function completionText({ candidates, files }: Candidates): string {
  const lines = candidates.map(({ value, description }) =>
    description === '' ? value : `${value}\t${description}`,
  );
  return [...lines, `:${files ? FILES : NO_FILES}`, ''].join('\n');
}
