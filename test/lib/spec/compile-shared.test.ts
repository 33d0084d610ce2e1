import { expect } from 'chai';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';

const planOf = (name: string, spec: string) => {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name} }\nspec:\n${spec}`;
  const [document] = loadDocuments(text, `${name}.yaml`, policies).documents;
  if (document === undefined) throw new Error('not loaded');
  return document.plan;
};
const upTo = (max: number) =>
  `  replicas: { min: 1, max: ${max} }\n  policies: { threshold: { up: 90% }, cooldown: { afterUp: 20m } }\n`;

describe('documents that say the same', () => {
  it('share what their policies make of it, and nothing that is their own', () => {
    const [one, other] = [planOf('a', upTo(4)), planOf('b', upTo(4))];
    expect(other.limiters).to.equal(one.limiters);
    expect(other.sizers).to.equal(one.sizers);
    expect([one.dataset, other.dataset]).to.deep.equal(['a', 'b']);
    expect(other.hash).to.not.equal(one.hash);
  });

  it('share the list of their defaults, where that names no dataset', () => {
    const [one, other] = [planOf('a', `  dataset: x\n${upTo(4)}`), planOf('b', `  dataset: y\n${upTo(4)}`)];
    expect(one.defaults).to.not.be.empty;
    expect(other.defaults).to.equal(one.defaults);
  });

  it('share nothing with one that differs in a number', () => {
    expect(planOf('a', upTo(5)).sizers).to.not.equal(planOf('a', upTo(4)).sizers);
  });
});
