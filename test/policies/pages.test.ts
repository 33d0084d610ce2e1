import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import { documentJsonSchema } from '../../lib/spec/document.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { fieldsOf } from '../../lib/spec/schema-tree.ts';
import { policies } from '../../policies/index.ts';
import { planOf, situations } from '../laws/arbitraries.ts';
import { witnesses } from '../laws/witnesses.ts';
import { readPage } from './page.ts';

const HEADINGS = ['When to use it', 'Example', 'How it is computed', 'Fields', 'Elsewhere', 'Reasons'];

/** Every reason that a policy of this name gave, in any of many decisions. */
const given = new Map<string, Set<string>>();

before('ask every policy for its reasons', () => {
  const decisions: Decision[] = Object.values(witnesses).map((witness) => witness());
  for (const situation of fc.sample(situations(), { numRuns: 2000, seed: 1 })) {
    decisions.push(decide(planOf(situation), situation.observation, situation.history, situation.now));
  }
  for (const { rungs, wishes } of decisions) {
    for (const { by, reason } of rungs) note(by, reason.code);
    for (const { policy, reason } of wishes) note(policy, reason.code);
  }
});

function note(by: string, code: string): void {
  const [policy] = by.split('.') as [string];
  // What a reading fails with, or what holds a shrink for its sake, is the reading's own.
  if (!Object.hasOwn(decidingReasons, code) || ['NoReading', 'BlindHoldsShrink'].includes(code)) return;
  given.set(policy, (given.get(policy) ?? new Set()).add(code));
}

const fields = fieldsOf(documentJsonSchema(policies)).map(({ path }) => path);

describe('the pages of the policies', () => {
  for (const { name, summary } of policies) {
    describe(name, () => {
      const page = readPage(name);

      it('says when to use it, how it is computed, what its fields are, and what it is elsewhere', () => {
        expect(page.text.startsWith(`# ${name}\n`)).to.equal(true);
        expect(page.headings).to.deep.equal(HEADINGS);
        for (const other of ['HPA', 'CronHPA', 'KEDA']) expect(page.text).to.include(`\n| ${other} | `);
        expect(summary).to.not.equal('');
      });

      it('has examples with an outcome', () => {
        expect(page.blocks).to.not.have.lengthOf(0);
        for (const { rows } of page.blocks) expect(rows).to.not.have.lengthOf(0);
      });

      for (const [i, { yaml, rows }] of page.blocks.entries()) {
        describe(`block ${i + 1}`, () => {
          const loaded = loadDocuments(yaml, `${name}.md`, policies);

          it('is one whole document that uses the policy, without a fault', () => {
            expect(loaded.faults).to.deep.equal([]);
            expect(loaded.documents).to.have.lengthOf(1);
          });

          for (const { text, now, observation, history, goesTo, reason } of rows) {
            it(text, () => {
              const [document] = loaded.documents;
              if (document === undefined) throw new Error('the block is no document');
              const { target, reason: why } = decide(document.plan, observation, history, now);
              expect([target, why.code]).to.deep.equal([goesTo, reason]);
            });
          }
        });
      }

      it('lists the reasons it gives, all of them and no others', () => {
        expect([...page.reasons].sort()).to.deep.equal([...(given.get(name) ?? [])].sort());
      });

      it('names its fields', () => {
        const section = page.text.slice(
          page.text.indexOf('\n## Fields'),
          page.text.indexOf('\n## Elsewhere'),
        );
        const prefix = `spec.policies.${name}`;
        const own = fields
          .filter((path) => path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[].`))
          .map((path) => path.slice(prefix.length + 1).replace(/^\]\./, ''));
        const leaves = own.filter((path) => !own.some((other) => other.startsWith(`${path}.`)));
        for (const path of leaves.length === 0 ? [name] : leaves) expect(section).to.include(`\`${path}\``);
      });
    });
  }

  it('notice a row whose outcome is not so', () => {
    const [block] = readPage('threshold').blocks;
    const [row] = block?.rows ?? [];
    const [document] = loadDocuments(block?.yaml ?? '', 'threshold.md', policies).documents;
    if (row === undefined || document === undefined) throw new Error('the page has no example');
    const fuller = { ...row.observation, reading: { ...row.observation.reading, peakBytes: 2 ** 30 } };
    expect(decide(document.plan, fuller, row.history, row.now).target).to.not.equal(row.goesTo);
  });
});
