import { expect } from 'chai';
import { createTeller, type Told } from '../../../../lib/daemon/events/tell.ts';
import type {
  ConclusionRecord,
  DecisionRecord,
  LedgerEntry,
  PolicyRecord,
} from '../../../../lib/model/records.ts';
import type { ObservationWishes } from '../../decide/make.ts';
import { blind, change, HOUR, history, NOON } from '../../decide/make.ts';
import {
  article,
  decisionRecord,
  documentOf,
  FULL,
  HALF,
  policyRecord,
  quietRecord,
  SPARK,
} from '../../report/make.ts';

const refusing: ObservationWishes = {
  reading: { ...blind('EngineRefused'), numbers: { address: '10.0.0.7:19999', error: 'ECONNREFUSED' } },
};
const owned: ObservationWishes = { owners: ['HorizontalPodAutoscaler/spark'] };

const conclusion = (result: ConclusionRecord['result'], text = ''): LedgerEntry => ({
  kind: 'conclusion',
  ...{ dataset: SPARK, uid: 'uid-1', intent: 1, from: 1, to: 3, result, concludedAt: NOON, text },
});
const documentIn = (mode: string) =>
  documentOf(article.text.replace('dataset: spark', `dataset: spark\n  mode: ${mode}`));
const inMode = (mode: string) => policyRecord(documentIn(mode));

/** What is told of these records, one after the other. */
function story(
  entries: readonly LedgerEntry[],
  known: ReadonlyMap<string, string> = new Map(),
): readonly Told[] {
  const planOf = ({ text }: PolicyRecord) => documentOf(text).plan;
  const teller = createTeller({ known, planOf, now: () => NOON });
  return entries.flatMap((entry) => teller.hear(entry) ?? []);
}
const lines = (told: readonly Told[]) =>
  told.map(({ type, reason, action }) => `${type} ${action} ${reason}`);

const decided = (seen: ObservationWishes): DecisionRecord => decisionRecord(NOON, seen);

/** The same, so many minutes later. */
const minutesOn = (minutes: number, seen: ObservationWishes) => decisionRecord(NOON + minutes * MINUTE, seen);
const MINUTE = HOUR / 60;
const blindMinute = (from: number) => ({
  ...quietRecord(decided(refusing), from, from + MINUTE),
  used: null,
});

const people = (said: readonly string[], seen: ObservationWishes = HALF): DecisionRecord => ({
  ...decided(seen),
  saidNews: said.map((code) => ({
    code,
    numbers: {
      ...{ by: 'jane', why: 'x', where: 'an annotation', until: '', how: '' },
      workers: 3,
      annotation: 'a',
      problem: 'b',
    },
  })),
});

const STORIES: readonly [string, readonly LedgerEntry[], readonly string[]][] = [
  ['a scaling, once it is done', [decided(FULL), conclusion('applied')], ['Normal Scale AboveThreshold']],
  ['a patch that was refused', [decided(FULL), conclusion('refused', '403')], ['Warning Scale PatchRefused']],
  [
    'a patch nobody knows of',
    [decided(FULL), conclusion('unknown', 'TIMEOUT')],
    ['Warning Scale PatchUnknown'],
  ],
  [
    'what people say, each time',
    [people(['PauseCame']), people(['PauseEnded', 'OverrideCame'])],
    ['Normal Obey PauseCame', 'Normal Obey PauseEnded', 'Normal Obey OverrideCame'],
  ],
  [
    'what nobody understands of it, as a warning',
    [people(['OverrideUnclear']), people(['DoubtPauses'])],
    ['Warning Obey OverrideUnclear', 'Warning Obey DoubtPauses'],
  ],
  ['nothing of a race that was lost', [decided(FULL), conclusion('lost')], []],
  [
    'nothing of a quiet day',
    [decided(HALF), quietRecord(decided(HALF), NOON, NOON + HOUR), decided(HALF)],
    [],
  ],
  [
    'an engine that cannot be read, once, and that it can be again',
    [decided(HALF), decided(refusing), decided(refusing), decided(HALF), decided(HALF)],
    ['Warning Hold EngineRefused', 'Normal Read CacheRead'],
  ],
  [
    'an engine that comes and goes: once more that it went, then nothing until it has been well for ten minutes',
    [
      ...[decided(refusing), minutesOn(1, HALF), minutesOn(2, refusing), minutesOn(3, HALF)],
      ...[minutesOn(4, refusing), minutesOn(5, { reading: blind('EngineEmpty') }), minutesOn(6, HALF)],
      quietRecord(decided(HALF), NOON + 14 * MINUTE, NOON + 15 * MINUTE),
      quietRecord(decided(HALF), NOON + 15 * MINUTE, NOON + 16 * MINUTE),
      quietRecord(decided(HALF), NOON + 16 * MINUTE, NOON + 17 * MINUTE),
      minutesOn(18, refusing),
    ],
    [
      ...['Warning Hold EngineRefused', 'Normal Read CacheRead', 'Warning Hold EngineRefused'],
      ...['Normal Read CacheRead', 'Warning Hold EngineRefused'],
    ],
  ],
  [
    'an engine that goes again after it has been well for ten minutes, as new',
    [
      ...[decided(refusing), minutesOn(1, HALF), minutesOn(11, refusing), minutesOn(12, HALF)],
      ...[minutesOn(22, refusing), minutesOn(23, HALF)],
    ],
    [
      ...['Warning Hold EngineRefused', 'Normal Read CacheRead', 'Warning Hold EngineRefused'],
      ...['Normal Read CacheRead', 'Warning Hold EngineRefused', 'Normal Read CacheRead'],
    ],
  ],
  [
    'minutes in which it still cannot be read, not as its end',
    [
      ...[decided(refusing), minutesOn(1, HALF), minutesOn(2, refusing)],
      ...[30, 45].map((minute) => blindMinute(NOON + minute * MINUTE)),
    ],
    ['Warning Hold EngineRefused', 'Normal Read CacheRead', 'Warning Hold EngineRefused'],
  ],
  [
    'each new reason to hold',
    [decided(refusing), decided({ reading: blind('EngineEmpty') }), decided(owned)],
    ['Warning Hold EngineRefused', 'Warning Hold EngineEmpty', 'Warning Hold OwnedByOther'],
  ],
  [
    'a reason to hold that comes back',
    [decided(owned), decided(HALF), decided(owned)],
    ['Warning Hold OwnedByOther', 'Warning Hold OwnedByOther'],
  ],
  [
    "a person's off, which is no warning",
    [decisionRecord(NOON, { replicas: 0 }, { past: history({ changes: [change(HOUR, 2, 0, 'other')] }) })],
    ['Normal Hold OffByPerson'],
  ],
  [
    'what a dry run would do',
    [decisionRecord(NOON, FULL, { document: documentIn('dry-run') })],
    ['Normal Hold DryRun'],
  ],
  [
    'a runtime that is not there',
    [{ kind: 'waiting', dataset: SPARK, reason: { code: 'NoRuntime', numbers: { dataset: SPARK } } }],
    ['Warning Hold NoRuntime'],
  ],
  [
    "somebody else's change",
    [
      {
        kind: 'change',
        ...{
          dataset: SPARK,
          uid: 'uid-1',
          from: 3,
          to: 1,
          by: 'other',
          manager: 'kubectl-scale',
          changedAt: NOON,
        },
      },
    ],
    ['Normal Respect ChangedByOther'],
  ],
  ['a document that comes into force', [policyRecord()], ['Normal Follow PolicyInForce']],
  ['a pause', [inMode('paused\n  paused: { by: ana, why: works }')], ['Normal Follow PauseInForce']],
  ['a document that only tries', [inMode('dry-run')], ['Normal Follow DryRunInForce']],
  [
    'a document that is gone',
    [{ kind: 'policy-gone', dataset: SPARK, hash: article.hash, file: 'spark.yaml' }],
    ['Normal Ignore PolicyGone'],
  ],
  [
    'a fault in a document about the dataset, and none that is about nobody',
    [
      { kind: 'fault', dataset: SPARK, file: 'spark.yaml', text: 'spark.yaml:7:3: wrong' },
      { kind: 'fault', dataset: null, file: 'x.yaml', text: 'x.yaml:1:1: not YAML' },
    ],
    ['Warning Refuse PolicyFaulty'],
  ],
];

describe('what is told as an Event', () => {
  for (const [name, entries, expected] of STORIES) {
    it(`is ${name}`, () => expect(lines(story(entries))).to.deep.equal(expected));
  }

  it('is not a document that was in force before the daemon began', () => {
    expect(story([policyRecord()], new Map([[SPARK, article.hash]]))).to.deep.equal([]);
    expect(story([policyRecord(), policyRecord()])).to.have.lengthOf(1);
  });

  it('knows a fault that is made again, whatever follows from it now', () => {
    const fault = (since: string): LedgerEntry => {
      const text = `spark.yaml:7:3: wrong\n  still in force; faulty since ${since}`;
      return { kind: 'fault', dataset: SPARK, file: 'spark.yaml', text };
    };
    const [one, two] = story([fault('noon'), fault('one')]);
    expect(one?.gist).to.equal(two?.gist);
    expect(two?.note).to.contain('spark.yaml:7:3: wrong; still in force; faulty since one');
  });

  it('says why in whole sentences', () => {
    const notes = STORIES.flatMap(([, entries]) => story(entries)).map(({ note }) => note);
    for (const note of notes)
      expect(note)
        .to.match(/^[\x20-\x7e…’]{10,}$/)
        .and.not.contain('undefined');
    expect(notes[0]).to.match(/^scaled 1 -> 3: the cache is 96% full, at or above 90%/);
    const [would] = story([decisionRecord(NOON, FULL, { document: documentIn('dry-run') })]);
    expect(would?.note).to.match(/^dry run: would go 1 -> 3: the cache is 96% full/);
  });
});
