/** What `simulate` is to play: one policy, or several side by side. */
import type { Command } from 'commander';
import { misuse } from './options.ts';

interface Wishes {
  readonly filename: readonly string[];
  readonly compare?: string;
  readonly ledger?: string;
  readonly output: string;
}

/** @returns the files to compare, or null where one policy is played */
export function comparedFiles(options: Wishes, command: Command): readonly string[] | null {
  const { filename, compare, ledger, output } = options;
  if (compare === undefined) {
    if (filename.length > 0) return null;
    return misuse(command, 'no policy: give one with -f FILE, or several with --compare FILE,FILE');
  }
  const files = compare.split(',').filter((file) => file !== '');
  if (filename.length > 0) misuse(command, 'give either -f or --compare');
  if (files.length < 2) misuse(command, '--compare takes several files, with a comma between');
  if (ledger !== undefined) misuse(command, '--ledger is for a single policy (-f)');
  if (output === 'csv') misuse(command, '-o csv is for a single policy (-f): take -o json to compare');
  return files;
}
