import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { Reason } from '../../lib/model/observation.ts';
import type { Catalogue } from '../../lib/model/reasons/catalogue.ts';
import { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import { catalogue } from '../../lib/model/reasons/index.ts';
import { readingReasons } from '../../lib/model/reasons/reading.ts';
import { fillSentence } from '../../lib/model/reasons/sentence.ts';
import { documentJsonSchema } from '../../lib/spec/document.ts';
import { nodesAt } from '../../lib/spec/schema-tree.ts';
import { policies } from '../../policies/index.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';
import { ELSEWHERE, witnesses } from './witnesses.ts';

const known: Catalogue = { ...catalogue, ...readingReasons };

/** Everything a decision gives as a reason. */
function reasonsOf({ reason, rungs, wishes }: Decision): readonly Reason[] {
  return [reason, ...rungs.map((rung) => rung.reason), ...wishes.map((wish) => wish.reason)];
}

/** The reason as a sentence, or what is wrong with it. */
function fault(reason: Reason): string | null {
  const entry = Object.hasOwn(known, reason.code) ? known[reason.code] : undefined;
  if (entry === undefined) return `${reason.code} is not in the catalogue`;
  const sentence = fillSentence(entry, reason);
  return /\?|NaN|Infinity|undefined/.test(sentence) ? `${reason.code}: ${sentence}` : null;
}

const everyReasonIsInTheCatalogue: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = situation;
    const decision = pipeline(planOf(situation), observation, history, now);
    const faults = reasonsOf(decision)
      .map(fault)
      .filter((one) => one !== null);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });

describe('law 12: every reason is one of a closed catalogue, with its numbers and its field', () => {
  it('holds for every reason of any decision', () => {
    expectHolds(everyReasonIsInTheCatalogue, decide);
  });

  it('notices a reason of its own', () => {
    expectCaught(everyReasonIsInTheCatalogue, reference('a reason of its own'));
  });

  it('notices a reason without its numbers', () => {
    expectCaught(everyReasonIsInTheCatalogue, reference('a reason without its numbers'));
  });

  const tree = documentJsonSchema(policies);
  for (const [code, { field }] of Object.entries(known)) {
    if (field === null) continue;
    it(`${code} names ${field}, which a document may have`, () => {
      expect(nodesAt(tree, field.split('.'))).not.to.deep.equal([]);
    });
  }

  it('notices a field that no document may have', () => {
    expect(nodesAt(tree, 'spec.policies.threshold.upp'.split('.'))).to.deep.equal([]);
  });

  for (const code of Object.keys(decidingReasons) as (keyof typeof decidingReasons)[]) {
    const witness = witnesses[code];
    if (code in ELSEWHERE) {
      it(`${code} has no situation here: ${ELSEWHERE[code]}`, () => {
        expect(witness).to.equal(undefined);
      });
      continue;
    }
    it(`${code} comes about`, () => {
      const decision = witness?.();
      expect(decision && reasonsOf(decision).map((reason) => reason.code)).to.include(code);
      expect(decision && reasonsOf(decision).map(fault)).to.satisfy((faults: unknown[]) =>
        faults.every((one) => one === null),
      );
    });
  }
});
