import { expect } from 'chai';
import { formatFault } from '../../../lib/spec/fault.ts';
import { faultsOf } from '../../../lib/spec/folder-faults.ts';
import { doc, play, rules, type Step } from './folder-story.ts';

const SPARK = 'DatasetAutoscaler/default/spark';
const TWIN = 'DatasetAutoscaler/default/twin';
/** A second document for the same dataset. */
const twin = (max: number) => `${doc('twin', max)}`.replace('spec:', 'spec:\n  dataset: spark');

const objectFirst: Step = {
  files: {},
  objects: { [SPARK]: doc('spark', 4) },
  events: ['added default/spark=4'],
  inForce: [`default/spark=4@${SPARK}`],
};
const fileFirst: Step = {
  files: { 'z.yaml': doc('spark', 4) },
  objects: {},
  events: ['added default/spark=4'],
  inForce: ['default/spark=4@z.yaml'],
};

const STORIES: readonly [string, readonly Step[]][] = [
  ['takes an object as it takes a file', [objectFirst]],
  [
    'takes a change of an object',
    [
      objectFirst,
      {
        files: {},
        objects: { [SPARK]: doc('spark', 5) },
        events: ['changed default/spark=5'],
        inForce: [`default/spark=5@${SPARK}`],
      },
    ],
  ],
  [
    'leaves the dataset of a deleted object alone after a second look, as with a file',
    [
      objectFirst,
      { at: 2000, files: {}, objects: {} },
      { at: 6999, files: {}, objects: {} },
      { at: 7000, files: {}, objects: {}, events: ['removed default/spark=4'], inForce: [] },
    ],
  ],
  [
    'keeps the last good version of an object with a fault',
    [
      objectFirst,
      {
        files: {},
        objects: { [SPARK]: `${doc('spark', 5)}  respect: 400d\n` },
        events: [`faulty ${SPARK}`],
        faults: [
          /"400d" is not allowed -> as last read well, still in force: default\/spark \([0-9a-f]{12}\); it is faulty since/,
        ],
      },
    ],
  ],
  [
    'gives a file the dataset when both are new, and refuses the object by name',
    [
      {
        files: { 'z.yaml': doc('spark', 4) },
        objects: { [SPARK]: doc('spark', 9) },
        events: ['added default/spark=4', `refused default/spark in ${SPARK}`],
        inForce: ['default/spark=4@z.yaml'],
        faults: [/has a document already, in policies\/z\.yaml:1 -> this document is refused/],
      },
    ],
  ],
  [
    'leaves an object in force when a file for its dataset comes later, and takes the file once the object is gone',
    [
      objectFirst,
      {
        files: { 'a.yaml': doc('spark', 9) },
        objects: { [SPARK]: doc('spark', 4) },
        events: ['refused default/spark in policies/a.yaml'],
        faults: [/has a document already, in DatasetAutoscaler\/default\/spark -> this document is refused/],
      },
      { at: 3000, files: { 'a.yaml': doc('spark', 9) }, objects: {}, faults: [/refused/] },
      {
        at: 8000,
        files: { 'a.yaml': doc('spark', 9) },
        objects: {},
        events: ['changed default/spark=9'],
        inForce: ['default/spark=9@a.yaml'],
      },
    ],
  ],
  [
    'refuses the second of two objects for one dataset',
    [
      objectFirst,
      {
        files: {},
        objects: { [SPARK]: doc('spark', 4), [TWIN]: twin(7) },
        events: [`refused default/spark in ${TWIN}`],
        faults: [/refused/],
      },
    ],
  ],
  [
    'removes nothing while objects may not be read, and says since when',
    [
      objectFirst,
      {
        at: 2000,
        files: {},
        objects: null,
        events: ['faulty DatasetAutoscaler/'],
        faults: [/cannot be read since .*EACCES -> everything in force \(1\) stays in force/],
      },
      { at: 60_000, files: {}, objects: null, faults: [/since 1970-01-01T00:00:02/] },
      { at: 70_000, files: {}, objects: objectFirst.objects ?? null, events: ['healed DatasetAutoscaler/'] },
    ],
  ],
  [
    'follows files while objects may not be read, and objects while the folder may not',
    [
      fileFirst,
      {
        files: { 'z.yaml': doc('spark', 5) },
        objects: null,
        events: ['changed default/spark=5', 'faulty DatasetAutoscaler/'],
        inForce: ['default/spark=5@z.yaml'],
        faults: [/cannot be read/],
      },
      {
        files: null,
        objects: { 'DatasetAutoscaler/default/x': doc('x', 1) },
        events: ['added default/x=1', 'faulty ', 'healed DatasetAutoscaler/'],
        inForce: ['default/spark=5@z.yaml', 'default/x=1@DatasetAutoscaler/default/x'],
        faults: [/cannot be read.*everything in force \(1\) stays in force/],
      },
    ],
  ],
  [
    'takes objects that are not listed yet for unknown, which is neither gone nor a fault',
    [
      objectFirst,
      { at: 60_000, files: {}, objects: 'unknown' },
      { at: 120_000, files: {}, objects: 'unknown' },
    ],
  ],
  [
    'lets go of objects that are not followed any more',
    [
      objectFirst,
      { at: 2000, files: {} },
      { at: 7000, files: {}, events: ['removed default/spark=4'], inForce: [] },
    ],
  ],
];

describe('files and objects of the cluster together', () => {
  for (const [name, steps] of STORIES) it(name, () => void play(steps));

  it('name an object without a line, which nobody has seen', () => {
    const state = play([
      {
        files: {},
        objects: { [SPARK]: `${doc('spark', 5)}  respect: 400d\n` },
        events: [`faulty ${SPARK}`],
        faults: [/./],
        inForce: [],
      },
    ]);
    const [fault] = faultsOf(state, rules.title);
    expect(fault && formatFault(fault)).to.match(
      /^DatasetAutoscaler\/default\/spark: spec\.respect: "400d" is not allowed/,
    );
  });

  it('name the field of an object that is refused: the one that names the dataset', () => {
    const objects = { [SPARK]: doc('spark', 4), [TWIN]: twin(7) };
    const events = ['added default/spark=4', `refused default/spark in ${TWIN}`];
    const inForce = [`default/spark=4@${SPARK}`];
    const state = play([{ files: {}, objects, events, faults: [/refused/], inForce }]);
    expect(faultsOf(state, rules.title)[0]).to.include({ path: 'spec.dataset', value: '"spark"' });
  });
});
