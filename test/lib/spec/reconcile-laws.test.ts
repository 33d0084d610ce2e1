import { expect } from 'chai';
import fc from 'fast-check';
import {
  type FolderEvent,
  type FolderState,
  NOTHING,
  type Rules,
  saysNothingNew,
} from '../../../lib/spec/folder-state.ts';
import { reconcile } from '../../../lib/spec/reconcile.ts';
import { BROKEN, both, doc, type Files, GRACE, lookAt, rules } from './folder-story.ts';

const FAULTY = [BROKEN, '', both(doc('x', 3), BROKEN)];
const content = fc.oneof(
  fc.tuple(fc.constantFrom('x', 'y'), fc.integer({ min: 1, max: 2 })).map(([name, max]) => doc(name, max)),
  fc.constantFrom(...FAULTY, '# comment', both(doc('x', 1), doc('y', 1))),
);
const files = fc.dictionary(fc.constantFrom('a.yaml', 'b.yaml'), content, { maxKeys: 2 });
/** Looks, each with the time since the one before it, ms; null is a folder that cannot be read. */
const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 7000 }), fc.option(files, { freq: 6 })), {
  maxLength: 8,
});

interface Seen {
  readonly at: number;
  readonly files: Files;
  readonly before: FolderState;
  readonly after: FolderState;
  readonly events: readonly FolderEvent[];
}

function* play(history: readonly (readonly [number, Files])[], by: Rules): Generator<Seen> {
  let [before, at] = [NOTHING, 0];
  for (const [gap, files] of history) {
    at += gap;
    const { state: after, events } = reconcile(before, lookAt(at, files), by);
    yield { at, files, before, after, events };
    before = after;
  }
}

/** Keeps the books from events alone. */
function tell(told: Map<string, string>, event: FolderEvent): void {
  if (event.type !== 'added' && event.type !== 'changed' && event.type !== 'removed') return;
  const { key, plan } = event.entry;
  const last =
    event.type === 'changed' ? event.before.plan.hash : event.type === 'removed' ? plan.hash : undefined;
  expect(told.get(key)).to.equal(last);
  if (event.type === 'removed') told.delete(key);
  else told.set(key, plan.hash);
}

/** A document went: two looks, far enough apart, at a folder that could be read and a file without fault, missed it. */
function holdRemoval({ at, files, before, after }: Seen): void {
  for (const [key, { file, goneSince }] of before.inForce) {
    if (after.inForce.has(key)) continue;
    expect(files).to.not.equal(null);
    expect(FAULTY).to.not.include(files?.[file]);
    expect(at - (goneSince ?? at)).to.be.at.least(GRACE);
  }
}

describe('whatever a folder shows, look after look', () => {
  it('events tell exactly what came, changed and went', () => {
    const law = fc.property(looks, (history) => {
      const told = new Map<string, string>();
      for (const { events, after } of play(history, rules)) {
        for (const event of events) tell(told, event);
        expect(new Map([...after.inForce].map(([key, { plan }]) => [key, plan.hash]))).to.deep.equal(told);
      }
    });
    fc.assert(law, { numRuns: 60 });
  });

  it('what a look that says nothing new leaves as it is, is what going through everything would come to', () => {
    let quiet = 0;
    const law = fc.property(looks, (history) => {
      // Each look twice, for quiet ones are rare among looks made up.
      for (const { at, files, before } of play(
        history.flatMap((look) => [look, [1, look[1]] as const]),
        rules,
      )) {
        const look = lookAt(at, files);
        if (!saysNothingNew(before, look)) continue;
        quiet++;
        expect(reconcile(before, look, rules)).to.deep.equal({ state: before, events: [] });
        // With something that waits, everything is gone through.
        const waiting = { ...before, blocked: new Map([['', { problem: 'EACCES', since: 0 }]]) };
        expect(reconcile(waiting, look, rules).state).to.deep.equal(before);
      }
    });
    fc.assert(law, { numRuns: 60 });
    expect(quiet).to.be.above(20);
  });

  const removal = (by: Rules) =>
    fc.property(looks, (history) => {
      for (const seen of play(history, by)) holdRemoval(seen);
    });

  it('nothing goes but by two looks, far enough apart, at a readable folder and a sound file', () => {
    fc.assert(removal(rules), { numRuns: 60 });
  });

  it('the law above catches a folder that has less patience', () => {
    expect(() => fc.assert(removal({ ...rules, graceMs: GRACE / 5 }), { numRuns: 500 })).to.throw(
      /Property failed/,
    );
  });
});
