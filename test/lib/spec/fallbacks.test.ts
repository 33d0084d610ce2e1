import { expect } from 'chai';
import { documentJsonSchema, documentSchema } from '../../../lib/spec/document.ts';
import { fallbacksOf } from '../../../lib/spec/fallbacks.ts';
import { fieldsOf } from '../../../lib/spec/schema-tree.ts';
import { policies } from '../../../policies/index.ts';

describe('what stands for fields that are not given', () => {
  it('is what the JSON Schema says, in its order', () => {
    const said = fieldsOf(documentJsonSchema(policies))
      .filter(({ path, default: value }) => value !== undefined && !path.startsWith('spec.policies'))
      // Nothing stands for an entry of a list that is not there.
      .filter(({ path }) => !path.includes('[]'))
      .filter(({ default: value }) => typeof value !== 'object')
      .map(({ path, default: value }) => ({ path, value }));
    expect(fallbacksOf(documentSchema(policies), 'spec.policies')).to.deep.equal(said);
    expect(said.map(({ path }) => path)).to.include.members([
      'metadata.namespace',
      'spec.replicas.min',
      'spec.respect',
    ]);
  });
});
