import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { projectRoot } from '../../../../lib/root.ts';
import { clusterRule } from '../../../../lib/spec/cluster-rules.ts';
import { autoscalerCrdYaml } from '../../../../lib/spec/crd/crd.ts';
import { structural } from '../../../../lib/spec/crd/structural.ts';
import { documentJsonSchema, documentSchemaWithRules } from '../../../../lib/spec/document.ts';
import type { SchemaNode } from '../../../../lib/spec/schema-tree.ts';
import { policies } from '../../../../policies/index.ts';

const shipped = () => readFileSync(join(projectRoot, 'examples/deploy/crd/datasetautoscalers.yaml'), 'utf8');
const of = (schema: z.ZodType) => structural(z.toJSONSchema(schema, { io: 'input' }) as SchemaNode, 'spec.x');

describe("the custom resource's definition", () => {
  it('is shipped as it is made: fluid-autoscaler crd > examples/deploy/crd/datasetautoscalers.yaml', () => {
    expect(shipped()).to.equal(autoscalerCrdYaml(policies));
  });

  it('has a place for every field of a document, those of every policy included', () => {
    const { spec } = documentJsonSchema(policies).properties ?? {};
    const keys = (node: unknown): string[] =>
      typeof node !== 'object' || node === null
        ? []
        : Object.entries(node).flatMap(([key, value]) =>
            key === 'properties'
              ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(keys)]
              : key === 'items'
                ? keys(value)
                : [],
          );
    const expected = keys(spec).toSorted();
    expect(expected.length).to.be.above(40);
    expect(
      keys(structural(documentSchemaWithRules(policies).properties?.spec as SchemaNode)).toSorted(),
    ).to.deep.equal(expected);
  });

  it('keeps the rules of the API server out of the schema that editors read', () => {
    expect(JSON.stringify(documentSchemaWithRules(policies))).to.contain('x-kubernetes-validations');
    expect(JSON.stringify(documentJsonSchema(policies))).to.not.contain('x-kubernetes');
  });
});

describe('a structural schema', () => {
  it('has whole numbers of 32 bits', () => {
    expect(of(z.number().int().min(0).max(9))).to.include({ type: 'integer', format: 'int32', maximum: 9 });
  });

  it('drops additionalProperties: false, which may not stand beside properties', () => {
    expect(of(z.strictObject({ a: z.string() }))).to.deep.equal({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
    });
  });

  it('keeps a free mapping', () => {
    expect(of(z.record(z.string(), z.string()))).to.deep.equal({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
  });

  it('says by a rule what a pattern says, and keeps a pattern that has none', () => {
    const text = z.string().regex(/^a$/);
    expect(of(text)).to.have.property('pattern', '^a$');
    expect(of(clusterRule(text, "self == 'a'", 'must be a'))).to.deep.equal({
      type: 'string',
      'x-kubernetes-validations': [{ rule: "self == 'a'", message: 'must be a' }],
    });
  });

  it('gathers the rules that a schema is given one after the other', () => {
    const first = clusterRule(z.string(), 'one', 'first').refine(() => true);
    const both = clusterRule(first.describe('both'), 'two', 'second');
    expect(of(both)['x-kubernetes-validations']).to.have.length(2);
  });

  it('refuses what it has no form for, by name', () => {
    expect(() => of(z.union([z.string(), z.array(z.string())]))).to.throw(
      'spec.x: no structural form of either array or string',
    );
    expect(() => of(z.number().gt(0))).to.throw('spec.x: no structural form of exclusiveMinimum');
  });
});
