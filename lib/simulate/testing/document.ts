/** The form of a test document: scenarios, policies, and what is expected of them together. */
import * as z from 'zod';
import { objectName, remark } from '../../spec/names.ts';
import type { SchemaNode } from '../../spec/schema-tree.ts';
import type { Expectation } from './expectation.ts';
import { EXPECTATIONS, type ExpectationName } from './expectations.ts';

export const TEST_API_VERSION = 'fluid-autoscaler.dev/v1alpha1';
export const TEST_KIND = 'PolicyTest';

type Values = { [Name in ExpectationName]?: unknown } & { readonly dataset?: string | undefined };

/** One entry of `expect`: one expectation, or several side by side. */
const expected = () => {
  const names = Object.keys(EXPECTATIONS) as ExpectationName[];
  const shape = Object.fromEntries(
    names.map((name) => {
      const { schema, means } = EXPECTATIONS[name] as Expectation<unknown>;
      return [name, schema.optional().describe(means)];
    }),
  );
  const dataset = z
    .string()
    .min(1)
    .optional()
    .describe('Of which dataset, where the scenario has several: its name, or NAMESPACE/NAME.');
  return z.strictObject({ dataset, ...shape });
};

const source = (what: string) =>
  z.union([z.string().min(1), z.looseObject({ kind: z.string() })], {
    error: `must be a file beside this one, or the ${what} itself`,
  });

const test = () =>
  z.strictObject({
    name: remark('a name').describe('What it shows.'),
    policy: source('policy document').describe(
      'A policy file, from the folder of this one; or the document itself. Budgets in the file are in force.',
    ),
    scenario: source('scenario').describe(
      'A scenario file, from the folder of this one; or the document itself.',
    ),
    expect: z.array(expected()).min(1).describe('What must hold, all of it.'),
  });

function schemaOf() {
  return z
    .strictObject({
      apiVersion: z.literal(TEST_API_VERSION).describe('The version of this form.'),
      kind: z.literal(TEST_KIND).describe('The kind of this form.'),
      metadata: z.strictObject({ name: objectName().describe('The name of them all.') }).optional(),
      tests: z.array(test()).min(1).describe('The tests; each plays a scenario before a policy.'),
    })
    .meta({ title: TEST_KIND, description: 'Tests of policies: what is expected of them in scenarios.' });
}

export interface TestDocument {
  readonly metadata?: { readonly name: string } | undefined;
  readonly tests: readonly {
    readonly name: string;
    readonly policy: string | object;
    readonly scenario: string | object;
    readonly expect: readonly Values[];
  }[];
}

let form: { readonly schema: z.ZodType<TestDocument>; readonly tree: SchemaNode } | null = null;

/** The form for `checkDocument`; its tree is also the JSON Schema that editors read. */
export function testForm() {
  if (form === null) {
    const schema = schemaOf();
    const tree = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) as SchemaNode;
    form = { schema: schema as unknown as z.ZodType<TestDocument>, tree };
  }
  return form;
}
