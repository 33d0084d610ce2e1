import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { OVERRIDE, PAUSED } from '../../../../lib/model/control.ts';
import { projectRoot } from '../../../../lib/root.ts';
import { readControl, writeOverride, writePause } from '../../../../lib/spec/annotations/read.ts';

const FOUR = Date.UTC(2026, 10, 22, 16);
const SIX = Date.UTC(2026, 10, 22, 18);
const span = 'since: 2026-11-22T16:00:00Z, until: 2026-11-22T18:00:00Z';

/** The one problem of a value. */
function problemOf(name: string, text: string): string {
  const { unclear, ...rest } = readControl({ [name]: text }) ?? {};
  expect(rest, 'nothing else is understood of it').to.deep.equal({});
  expect(unclear).to.have.lengthOf(1);
  expect(unclear?.[0]?.annotation).to.equal(name);
  return unclear?.[0]?.problem ?? '';
}

describe('annotations on a Dataset', () => {
  it('that are not ours say nothing', () => {
    expect(readControl(undefined)).to.equal(null);
    expect(readControl({ 'kubectl.kubernetes.io/x': '{ by: jane, why: no }' })).to.equal(null);
  });

  it('pause it until a time, or until it is taken back', () => {
    expect(readControl({ [PAUSED]: '{ by: jane, why: an audit }' })).to.deep.equal({
      pause: { by: 'jane', why: 'an audit', until: null },
    });
    expect(readControl({ [PAUSED]: 'by: jane\nwhy: an audit\nuntil: 2026-11-22T18:00:00Z' })).to.deep.equal({
      pause: { by: 'jane', why: 'an audit', until: SIX },
    });
  });

  it('ask for so many workers for a while', () => {
    const asked = { workers: 5, by: 'jane', why: 'a load test', since: FOUR, until: SIX };
    const text = `{ workers: 5, by: jane, why: a load test, ${span} }`;
    expect(readControl({ [OVERRIDE]: text })).to.deep.equal({ override: { ...asked, immediately: false } });
    const atOnce = text.replace(' }', ', immediately: true }');
    expect(readControl({ [OVERRIDE]: atOnce })).to.deep.equal({ override: { ...asked, immediately: true } });
  });

  it('are read as their page shows them', () => {
    const page = readFileSync(join(projectRoot, 'lib/spec/annotations/README.md'), 'utf8');
    const values = [...page.matchAll(/`(\{ (?:by|workers)[^`]*)`/g)].map(([, value]) => value as string);
    expect(values).to.have.lengthOf(4);
    for (const value of values) {
      const name = value.includes('workers') ? OVERRIDE : PAUSED;
      expect(readControl({ [name]: value }), value).to.not.have.property('unclear');
    }
  });

  const malformed: readonly (readonly [string, string, string, string])[] = [
    ['a pause that says not who and why', PAUSED, 'true', '"true" is not understood; allowed: { by: WHO'],
    ['an empty one', PAUSED, '', '"" is not one value'],
    ['one without a reason', PAUSED, '{ by: jane }', 'why: required, but missing'],
    ['one with a blank name', PAUSED, '{ by: " ", why: x }', 'by: " " is not allowed'],
    ['one until a time of day', PAUSED, '{ by: j, why: x, until: 18:00 }', 'until: "18:00" is not allowed'],
    ['a mistyped field', PAUSED, '{ by: j, why: x, untl: 2026-11-22T18:00:00Z }', 'did you mean until?'],
    ['broken YAML', PAUSED, '[', '"[" is not understood'],
    ['two values', PAUSED, 'by: j\nwhy: x\n---\nby: k', 'is not one value'],
    ['a text that hides others', PAUSED, '{ by: "a\u202eb", why: x }', 'by: "a\\u{202e}b" is not allowed'],
    ['a long text', PAUSED, 'x'.repeat(1025), 'it is 1025 characters long, at most 1024'],
    ['a bare number', OVERRIDE, '3', '"3" is not understood; allowed: { workers: 3'],
    ['too few', OVERRIDE, `{ workers: -1, by: j, why: x, ${span} }`, 'workers: -1 is not allowed'],
    ['half a worker', OVERRIDE, `{ workers: 2.5, by: j, why: x, ${span} }`, 'workers: 2.5 is not allowed'],
    ['a text', OVERRIDE, `{ workers: "3", by: j, why: x, ${span} }`, 'workers: "3" is not allowed'],
    ['10⁹ workers', OVERRIDE, `{ workers: 1000000000, by: j, why: x, ${span} }`, '0 to 10000'],
    ['for good', OVERRIDE, '{ workers: 3, by: j, why: x, since: 2026-11-22T16:00:00Z }', 'until: required'],
    [
      'longer than a week',
      OVERRIDE,
      '{ workers: 3, by: j, why: x, since: 2026-11-22T16:00:00Z, until: 2026-11-29T16:00:01Z }',
      'until must be at most 7d after since',
    ],
    [
      'over before it began',
      OVERRIDE,
      '{ workers: 3, by: j, why: x, since: 2026-11-22T16:00:00Z, until: 2026-11-22T16:00:00Z }',
      'until must be after since',
    ],
  ];
  for (const [what, name, text, problem] of malformed) {
    it(`refuse ${name === OVERRIDE ? 'an override: ' : ''}${what}`, () => {
      expect(problemOf(name, text)).to.include(problem).and.include('allowed: {');
    });
  }

  it('name one that does not exist, and what was probably meant', () => {
    const name = 'fluid-autoscaler.dev/pause';
    expect(problemOf(name, '{ by: jane, why: an audit }')).to.equal(
      `there is no such annotation; did you mean ${PAUSED}? allowed: ${PAUSED}, ${OVERRIDE}`,
    );
    expect(problemOf('fluid-autoscaler.dev/zzz', '')).to.match(/^there is no such annotation; allowed/);
  });

  it('are told by at most three faults', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`fluid-autoscaler.dev/x${i}`, '']));
    expect(readControl(many)?.unclear).to.have.lengthOf(3);
  });

  it('never throw and are printable, whatever is written on them', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 1500 }), fc.json());
    fc.assert(
      fc.property(fc.constantFrom(PAUSED, OVERRIDE, 'fluid-autoscaler.dev/x'), texts, (name, text) => {
        const told = JSON.stringify(readControl({ [name]: text }));
        return told.length < 2000 && !/[\p{Cc}\u2028\u202e]/u.test(told);
      }),
      { seed: 20260101, numRuns: 1000 },
    );
  });

  it('read what was written', () => {
    const line = fc.stringMatching(/^[A-Za-z"'{}:,#*&!|>%@` -]{1,100}$/).filter((text) => text.trim() !== '');
    const instant = fc.integer({ min: FOUR, max: FOUR + 86_400_000 });
    fc.assert(
      fc.property(
        line,
        line,
        instant,
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        (by, why, until, workers, immediately) => {
          const pause = { by, why, until };
          const override = { workers, by, why, since: until, until: until + 7_200_000, immediately };
          const said = readControl({ [PAUSED]: writePause(pause), [OVERRIDE]: writeOverride(override) });
          expect(said).to.deep.equal({ pause, override });
        },
      ),
      { seed: 20260101, numRuns: 300 },
    );
  });
});
