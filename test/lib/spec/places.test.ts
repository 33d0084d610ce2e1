import { expect } from 'chai';
import { keptOf, loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { DESIGN } from './make.ts';

const PATHS = ['', 'metadata.name', 'spec.dataset', 'spec.policies.cooldown.afterUp', 'spec.nowhere'];

describe('a document that is kept', () => {
  for (const [name, before] of [
    ['alone', ''],
    ['after another', `${DESIGN.replaceAll('spark', 'other')}---\n`],
    ['after blank lines and a marker', '\n\n--- \n  \n\n'],
    ['after a comment', '# ours\n'],
    ['after directives', '%YAML 1.2\n---\n'],
  ] as const) {
    for (const ends of ['\n', '\r\n']) {
      it(`${name} tells where its fields stand as it did when it was read (${JSON.stringify(ends)})`, () => {
        const loaded = loadDocuments(`${before}${DESIGN}`.replaceAll('\n', ends), 'a.yaml', policies);
        const placesOf = (
          documents: readonly { readonly places: (typeof loaded.documents)[0]['places'] }[],
        ) =>
          PATHS.map((path) => [path, documents.at(-1)?.places.get(path), documents.at(-1)?.places.has(path)]);
        const told = placesOf(keptOf(loaded).documents);
        expect(told).to.deep.equal(placesOf(loaded.documents));
        expect(told[1]?.[1]).to.not.equal(undefined);
      });
    }
  }
});
