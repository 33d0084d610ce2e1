/**
 * What a plug-in's own schema finds wrong with configs that its JSON Schema allows (a relation of two fields, a limit that JSON
 * Schema cannot say). Documents are read at once and a thread answers later, so it is asked before they are read.
 */
import type { FileContent } from '../spec/folder-state.ts';
import { splitDocuments } from '../spec/split.ts';
import { readYaml } from '../spec/yaml.ts';
import type { ConfigIssue } from './worker/messages.ts';

/** Configs that are remembered, of each plug-in. */
const MOST = 10_000;

export interface Learner {
  /** What is known to be wrong with a config; nothing where it was never asked about. */
  issuesOf(policy: string, config: unknown): readonly ConfigIssue[];
  /** Asks about every config in these texts that is new. Never throws. */
  learn(texts: ReadonlyMap<string, FileContent>): Promise<void>;
}

/** @param check asks a plug-in's thread */
export function createLearner(
  names: readonly string[],
  check: (policy: string, config: unknown) => Promise<readonly ConfigIssue[]>,
): Learner {
  const known = new Map<string, Map<string, readonly ConfigIssue[]>>();
  const read = new Map<string, string>();
  const keyOf = (config: unknown) => JSON.stringify(config) ?? '';

  const learnOne = async (policy: string, config: unknown) => {
    const own = known.get(policy) ?? new Map<string, readonly ConfigIssue[]>();
    known.set(policy, own);
    const key = keyOf(config);
    if (own.has(key)) return;
    if (own.size >= MOST) own.clear();
    own.set(key, await check(policy, config));
  };
  return {
    issuesOf: (policy, config) => known.get(policy)?.get(keyOf(config)) ?? [],
    learn: async (texts) => {
      for (const [file, content] of texts) {
        if (!('text' in content) || read.get(file) === content.text) continue;
        if (!names.some((name) => content.text.includes(name))) continue;
        read.set(file, content.text);
        const configs = configsIn(content.text, names);
        await Promise.all(configs.map(([policy, config]) => learnOne(policy, config)));
      }
    },
  };
}

/** Only what can be read: what is no YAML, or no document, is told by whoever reads it for good. */
function configsIn(text: string, names: readonly string[]): readonly (readonly [string, unknown])[] {
  return splitDocuments(text).flatMap((slice) => {
    const { value, broken } = readYaml(slice.text, slice.line);
    const policies = broken.length > 0 ? undefined : fieldOf(fieldOf(value, 'spec'), 'policies');
    return names.flatMap((name): (readonly [string, unknown])[] => {
      const config = fieldOf(policies, name);
      return config === undefined ? [] : [[name, config]];
    });
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
