/** How far the daemon may reach, and with which credentials: of every verb that looks at caches. */
import { InvalidArgumentError, Option } from 'commander';
import { ALLOWANCES, type Allowance } from '../lib/model/allowance.ts';

export interface ReachOptions {
  readonly allow: ReadonlySet<Allowance>;
  readonly credentials?: string;
}

/** What they say, as the daemon takes it. */
export function reachOf({ allow, credentials }: ReachOptions) {
  return { allowed: allow, credentials };
}

/** What is allowed beyond the default: `exec,statefulsets`. */
export function allowOption(): Option {
  return new Option(
    '--allow <what>',
    `strong rights and reaches that are off by default, repeatable, or with commas between: ${ALLOWANCES.join(', ')}`,
  )
    .argParser(parseAllowances)
    .default(new Set(), 'none');
}

/** Where the files lie that sources of policy documents may name. */
export function credentialsOption(): Option {
  return new Option(
    '--credentials <folder>',
    'folder of tokens, passwords and certificates that spec.sources of policy files may name',
  );
}

function parseAllowances(text: string, before: ReadonlySet<Allowance> = new Set()): ReadonlySet<Allowance> {
  const names = text.split(',').map((name) => name.trim());
  const known = ALLOWANCES.filter((name) => names.includes(name));
  const other = names.find((name) => !known.some((one) => one === name));
  if (other === undefined) return new Set([...before, ...known]);
  throw new InvalidArgumentError(`"${other}" is none of ${ALLOWANCES.join(', ')}.`);
}
