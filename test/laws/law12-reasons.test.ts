import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import { documentJsonSchema } from '../../lib/spec/document.ts';
import { nodesAt } from '../../lib/spec/schema-tree.ts';
import { policies } from '../../policies/index.ts';
import { planOf, situations } from './arbitraries.ts';
import { faultOf, known, reasonsOf } from './checks.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';
import { ELSEWHERE, witnesses } from './witnesses.ts';

const everyReasonIsInTheCatalogue: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = situation;
    const decision = pipeline(planOf(situation), observation, history, now);
    const faults = reasonsOf(decision)
      .map(faultOf)
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
      expect(decision && reasonsOf(decision).map(faultOf)).to.satisfy((faults: unknown[]) =>
        faults.every((one) => one === null),
      );
    });
  }
});
