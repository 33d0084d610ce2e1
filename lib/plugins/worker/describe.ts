/** From what a module exports to a policy that can be asked, and what it says of itself. */
import * as z from 'zod';
import type { Parts, Setting } from '../../decide/contract.ts';
import type { SchemaNode } from '../../spec/schema-tree.ts';
import { A_NAME, isPolicyName } from '../name.ts';
import { kit } from './kit.ts';
import type { Description } from './messages.ts';
import { described, isPromise } from './words.ts';

export interface LoadedPolicy {
  readonly description: Description;
  /** @throws {z.ZodError} when the config is none of this policy's */
  readonly read: (config: unknown) => unknown;
  readonly build: (config: unknown, setting: Setting) => Parts;
}

/** Why a module cannot be used; the text is for its author. */
export class Refusal extends Error {}

const LONGEST_WINDOW_MS = 366 * 86_400_000;
const FIELDS = ['name', 'summary', 'schema', 'build', 'example', 'window', 'clock'];

/** @throws {Refusal} */
export function policyOf(exported: unknown): LoadedPolicy {
  if (exported === undefined)
    throw new Refusal(
      'has no default export: export default ({ z, values }) => ({ name, summary, schema, build })',
    );
  const made: unknown = typeof exported === 'function' ? exported(kit) : exported;
  if (isPromise(made)) throw new Refusal('its default export gives a Promise: give the policy itself');
  if (typeof made !== 'object' || made === null || Array.isArray(made))
    throw new Refusal(`its default export gives ${described(made)}, not a policy`);
  const { name, summary, schema, build, example, window = 0, clock } = made as Record<string, unknown>;
  const unknown = Object.keys(made).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw new Refusal(`has a field ${described(unknown)}; allowed are ${FIELDS.join(', ')}`);
  if (!isPolicyName(name)) throw new Refusal(`its name is ${described(name)}; a name is ${A_NAME}`);
  if (typeof summary !== 'string' || summary.trim() === '' || summary.length > 200)
    throw new Refusal(`its summary is ${described(summary)}; give a sentence of at most 200 characters`);
  if (typeof build !== 'function') throw new Refusal(`its build is ${described(build)}, not a function`);
  if (typeof window !== 'number' || !(window >= 0 && window <= LONGEST_WINDOW_MS))
    throw new Refusal(`its window is ${described(window)}; give milliseconds, at most 366 days`);
  if (clock !== undefined && clock !== 'unread')
    throw new Refusal(`its clock is ${described(clock)}; say 'unread', or leave it out`);
  const { tree, read } = schemaFrom(schema);
  const byClock = clock === undefined;
  return {
    description: { name, summary: summary.trim(), tree, window, byClock, example },
    read,
    build: build as LoadedPolicy['build'],
  };
}

interface Schema {
  readonly tree: SchemaNode;
  readonly read: (config: unknown) => unknown;
}

/** A schema of the kit's zod, or a JSON Schema. */
function schemaFrom(schema: unknown): Schema {
  if (typeof schema !== 'object' || schema === null)
    throw new Refusal(
      `its schema is ${described(schema)}; give one made with z of the kit, or a JSON Schema`,
    );
  if (schema instanceof z.ZodType) return { tree: treeOf(schema), read: (config) => schema.parse(config) };
  if ('_zod' in schema || '~standard' in schema || 'parse' in schema)
    throw new Refusal(
      'its schema is of another zod: make it with z of the kit, export default ({ z }) => ...',
    );
  const tree = JSON.parse(JSON.stringify(schema)) as SchemaNode;
  const read = made(() => z.fromJSONSchema(tree as Parameters<typeof z.fromJSONSchema>[0]));
  return { tree, read: (config) => read.parse(config) };
}

function treeOf(schema: z.ZodType): SchemaNode {
  const { $schema: _, ...tree } = made(() =>
    z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }),
  );
  return tree as SchemaNode;
}

function made<T>(schema: () => T): T {
  try {
    return schema();
  } catch (error) {
    throw new Refusal(`its schema cannot be used: ${(error as Error).message}`);
  }
}
