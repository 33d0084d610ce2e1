/** The part of a Dockerfile that says what an image contains and runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

export interface Image {
  /** What the last stage takes: from a path of the build stage, or of the build context, to one of the image. */
  readonly copies: readonly { readonly from: string; readonly to: string; readonly stage: string | null }[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
}

type Instruction = readonly [name: string, rest: string];

export function instructionsOf(text: string): readonly Instruction[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^\s*(\S+)\s+(.*)$/.exec(line) ?? [];
    return [name.toUpperCase(), rest.trim()];
  });
}

/** The last stage of the project's Dockerfile. @throws on an instruction there that this reader does not know */
export function imageOf(text = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8')): Image {
  const all = instructionsOf(text);
  const from = all.findLastIndex(([name]) => name === 'FROM');
  const stage = all.slice(from + 1);
  const last = (name: string) => stage.findLast((instruction) => instruction[0] === name)?.[1] ?? '';
  const known = ['COPY', 'ENV', 'USER', 'WORKDIR', 'ENTRYPOINT', 'EXPOSE', 'LABEL', 'RUN'];
  const unknown = stage.find(([name]) => !known.includes(name));
  if (unknown) throw new Error(`the last stage has ${unknown[0]}, which this reader does not know`);
  return {
    copies: stage.filter(([name]) => name === 'COPY').flatMap(([, rest]) => copiesOf(rest)),
    env: Object.fromEntries(
      stage.filter(([name]) => name === 'ENV').flatMap(([, rest]) => variablesOf(rest)),
    ),
    user: last('USER'),
    workdir: last('WORKDIR'),
    entrypoint: JSON.parse(last('ENTRYPOINT')),
  };
}

function copiesOf(rest: string): Image['copies'] {
  const words = rest.split(/\s+/);
  const stage = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  const to = paths.at(-1) ?? '';
  return paths.slice(0, -1).map((from) => ({ from, to, stage }));
}

function variablesOf(rest: string): readonly (readonly [string, string])[] {
  return rest.split(/\s+/).map((word) => {
    const [name = '', value = ''] = word.split('=');
    return [name, value];
  });
}
