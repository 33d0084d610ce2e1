import { expect } from 'chai';
import { documentJsonSchema } from '../../../lib/spec/document.ts';
import { fieldsOf, keysAt, wordsAt } from '../../../lib/spec/schema-tree.ts';
import { samples } from './make.ts';

const tree = documentJsonSchema(samples);

describe('the schema as a tree', () => {
  it('knows the fields of each mapping', () => {
    expect(keysAt(tree, [])).to.deep.equal(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(keysAt(tree, ['spec', 'policies'])).to.deep.equal(['fill', 'rate', 'rest', 'toggle']);
    expect(keysAt(tree, ['spec', 'policies', 'rate', 'up', 3])).to.deep.equal(['pods', 'per']);
    expect(keysAt(tree, ['spec', 'policies', 'rate', 'up'])).to.deep.equal([]);
    expect(keysAt(tree, ['nowhere', 'at', 'all'])).to.deep.equal([]);
    expect(keysAt(tree, ['metadata', 'constructor'])).to.deep.equal([]);
  });

  it('knows the words of each closed set', () => {
    expect(wordsAt(tree, ['spec', 'mode'])).to.deep.equal(['auto', 'dry-run', 'paused']);
    expect(wordsAt(tree, ['kind'])).to.deep.equal(['DatasetAutoscaler']);
    expect(wordsAt(tree, ['spec', 'dataset'])).to.deep.equal([]);
  });

  it('lists every field with what it may be and its default', () => {
    const fields = new Map(fieldsOf(tree).map((field) => [field.path, field]));
    expect(fields.get('spec.replicas.min')).to.include({ type: 'integer', required: false, default: 1 });
    expect(fields.get('spec.replicas.max')).to.include({ type: 'integer', required: true });
    expect(fields.get('spec.respect')).to.include({ type: 'duration', default: '1h' });
    expect(fields.get('spec.mode')).to.include({ type: 'auto | dry-run | paused', default: 'auto' });
    expect(fields.get('spec.policies.rate.up[].per')).to.include({ type: 'duration', required: true });
    expect(fields.get('spec.policies.toggle')).to.include({
      type: 'enabled | disabled',
      description: 'A word.',
    });
  });

  it('describes every field of the document itself', () => {
    for (const { path, description } of fieldsOf(documentJsonSchema([])))
      expect(description, path).to.match(/[\w)]\.$/);
  });
});
