import { type LastGood, restore } from '../../../lib/spec/restore.ts';
import { hashOf, ownText } from '../../../lib/spec/split.ts';
import { BROKEN, doc, play, rules, SPARK4, type Step } from './folder-story.ts';
import { yaml } from './make.ts';

const lastGood = (text: string, file: string, dataset = 'spark'): LastGood => ({
  namespace: 'default',
  dataset,
  hash: hashOf(ownText(text)),
  file,
  text: ownText(text),
});

const RESTARTS: readonly [string, readonly LastGood[], readonly Step[]][] = [
  [
    'keeps what was in force when its file is broken now',
    [lastGood(doc('spark', 4), 'a.yaml')],
    [
      {
        files: { 'a.yaml': BROKEN },
        events: ['added default/spark=4', 'faulty a.yaml'],
        inForce: SPARK4,
        faults: [/still in force: default\/spark/],
      },
    ],
  ],
  [
    'announces a version that changed meanwhile once, as it is now',
    [lastGood(doc('spark', 4), 'a.yaml')],
    [
      {
        files: { 'a.yaml': doc('spark', 7) },
        events: ['added default/spark=7'],
        inForce: ['default/spark=7@a.yaml'],
      },
    ],
  ],
  [
    'lets it go when its file is gone, at the second look',
    [lastGood(doc('spark', 4), 'a.yaml')],
    [
      { at: 1000, files: {}, events: ['added default/spark=4'] },
      { at: 6000, files: {}, events: ['removed default/spark=4'], inForce: [] },
    ],
  ],
  [
    'prefers, of two documents for one dataset, the file that was used last',
    [lastGood(doc('spark', 4), 'b.yaml')],
    [
      {
        files: { 'a.yaml': doc('spark', 9), 'b.yaml': doc('spark', 5) },
        events: ['added default/spark=5', 'refused default/spark in policies/a.yaml'],
        inForce: ['default/spark=5@b.yaml'],
        faults: [/already, in policies\/b\.yaml/],
      },
    ],
  ],
  [
    'prefers the very text that was used last, wherever it stands',
    [lastGood(doc('spark', 4), 'gone.yaml')],
    [
      {
        files: { 'a.yaml': doc('spark', 9), 'b.yaml': doc('spark', 4) },
        events: ['added default/spark=4', 'refused default/spark in policies/a.yaml'],
        inForce: ['default/spark=4@b.yaml'],
        faults: [/already/],
      },
    ],
  ],
  [
    'acts on what the ledger knows while the folder cannot be read',
    [lastGood(doc('spark', 4), 'a.yaml')],
    [
      { files: null, events: ['added default/spark=4', 'faulty '], faults: [/everything in force \(1\)/] },
      { files: null, faults: [/./] },
    ],
  ],
  [
    'leaves alone the dataset of an object that was deleted meanwhile, once objects are read, after a second look',
    [lastGood(doc('spark', 4), 'DatasetAutoscaler/default/spark')],
    [
      {
        files: {},
        objects: 'unknown',
        events: ['added default/spark=4'],
        inForce: ['default/spark=4@DatasetAutoscaler/default/spark'],
      },
      { at: 1000, files: {}, objects: {} },
      { at: 2000, files: {}, objects: {} },
      { at: 6000, files: {}, objects: {}, events: ['removed default/spark=4'], inForce: [] },
    ],
  ],
  [
    'says what it cannot read of the ledger, until the folder has better',
    [lastGood(yaml({ spec: 'replicas: { max: 4 }\nretired: 1' }), 'a.yaml')],
    [
      {
        files: {},
        inForce: [],
        faults: [
          /^the last good version in the ledger cannot be read .*unknown field "retired" -> default\/spark is not looked after until policies\/a\.yaml/,
        ],
      },
      { files: { 'a.yaml': doc('spark', 4) }, events: ['added default/spark=4'], inForce: SPARK4 },
    ],
  ],
  [
    'does not take a text for a dataset it is not about',
    [lastGood(doc('spark', 4), 'a.yaml', 'other')],
    [{ files: {}, inForce: [], faults: [/it is not about "default\/other"/] }],
  ],
];

describe('a policy folder after a restart', () => {
  for (const [name, known, steps] of RESTARTS) {
    it(name, () => {
      play(steps, restore(known, rules));
    });
  }
});
