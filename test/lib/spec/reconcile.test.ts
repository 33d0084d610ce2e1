import { expect } from 'chai';
import { BROKEN, both, doc, first, play, type Step } from './folder-story.ts';
import { yaml } from './make.ts';

const STORIES: readonly [string, readonly Step[]][] = [
  ['takes a first document', [first]],
  ['does nothing while nothing changes', [first, { files: { 'a.yaml': doc('spark', 4) } }]],
  [
    'takes a change',
    [
      first,
      {
        files: { 'a.yaml': doc('spark', 5) },
        events: ['changed default/spark=5'],
        inForce: ['default/spark=5@a.yaml'],
      },
    ],
  ],
  [
    'keeps the last good version of a broken document, and says since when, until it is whole again',
    [
      first,
      {
        files: { 'a.yaml': BROKEN },
        events: ['faulty a.yaml'],
        faults: [
          /^not YAML.* -> as last read well, still in force: default\/spark \([0-9a-f]{12}\); this file is faulty since 1970-01-01T00:00:02\.000Z$/,
        ],
      },
      { at: 60_000, files: { 'a.yaml': BROKEN }, faults: [/faulty since 1970-01-01T00:00:02/] },
      {
        files: { 'a.yaml': `${BROKEN}1` },
        events: ['faulty a.yaml'],
        faults: [/faulty since 1970-01-01T00:00:02/],
      },
      {
        files: { 'a.yaml': doc('spark', 6) },
        events: ['changed default/spark=6', 'healed a.yaml'],
        inForce: ['default/spark=6@a.yaml'],
      },
    ],
  ],
  [
    'keeps a document whose file became empty, unreadable or not UTF-8',
    [
      first,
      {
        files: { 'a.yaml': '' },
        events: ['faulty a.yaml'],
        faults: [/the file is empty -> as last read well, still in force/],
      },
      {
        at: 60_000,
        files: { 'a.yaml': { problem: 'cannot be read: EACCES', allowed: 'x' } },
        events: ['faulty a.yaml'],
        faults: [/EACCES -> as last read well, still in force/],
      },
      { files: { 'a.yaml': doc('spark', 4) }, events: ['healed a.yaml'] },
    ],
  ],
  [
    'deletes a vanished file only at a second look, and not one right after the first',
    [
      first,
      { at: 2000, files: {} },
      { at: 2001, files: {} },
      { at: 6999, files: {} },
      { at: 7000, files: {}, events: ['removed default/spark=4'], inForce: [] },
    ],
  ],
  [
    'forgets that a file was gone when it is back',
    [
      first,
      { at: 2000, files: {} },
      first.files === null ? first : { at: 6000, files: first.files },
      { at: 8000, files: {} },
      { at: 12_000, files: {} },
    ],
  ],
  [
    'does not count the looks at a folder it cannot read',
    [
      first,
      { at: 2000, files: {} },
      {
        at: 9000,
        files: null,
        events: ['faulty '],
        faults: [
          /^cannot be read since 1970-01-01T00:00:09.000Z: EACCES -> everything in force \(1\) stays in force$/,
        ],
      },
      { at: 20_000, files: null, faults: [/since 1970-01-01T00:00:09/] },
      { at: 21_000, files: first.files, events: ['healed '] },
    ],
  ],
  [
    'removes a document taken out of a file that stays, at a second look',
    [
      {
        files: { 'a.yaml': both(doc('x', 1), doc('y', 2)) },
        events: ['added default/x=1', 'added default/y=2'],
        inForce: ['default/x=1@a.yaml', 'default/y=2@a.yaml'],
      },
      { at: 2000, files: { 'a.yaml': doc('x', 1) } },
      {
        at: 7000,
        files: { 'a.yaml': doc('x', 1) },
        events: ['removed default/y=2'],
        inForce: ['default/x=1@a.yaml'],
      },
    ],
  ],
  [
    'removes nothing from a file that has a fault, however long',
    [
      {
        files: { 'a.yaml': both(doc('x', 1), doc('y', 2)) },
        events: ['added default/x=1', 'added default/y=2'],
        inForce: ['default/x=1@a.yaml', 'default/y=2@a.yaml'],
      },
      {
        at: 2000,
        files: { 'a.yaml': both(doc('x', 1), BROKEN) },
        events: ['faulty a.yaml'],
        faults: [/still in force: default\/y \(/],
      },
      {
        at: 99_000,
        files: { 'a.yaml': both(doc('x', 3), BROKEN) },
        events: ['changed default/x=3', 'faulty a.yaml'],
        inForce: ['default/x=3@a.yaml', 'default/y=2@a.yaml'],
        faults: [/default\/y/],
      },
    ],
  ],
  [
    'keeps the good documents of a file apart from the broken one',
    [
      {
        files: { 'a.yaml': both(doc('x', 1), yaml({ name: 'y', spec: 'replicas: 2' })) },
        events: ['added default/x=1', 'faulty a.yaml'],
        inForce: ['default/x=1@a.yaml'],
        faults: [/^2 is not allowed -> default\/y is not looked after$/],
      },
    ],
  ],
  [
    'refuses a newcomer for a dataset that has a document, once, by name',
    [
      {
        files: { 'b.yaml': doc('spark', 4) },
        events: ['added default/spark=4'],
        inForce: ['default/spark=4@b.yaml'],
      },
      {
        files: { 'a.yaml': doc('spark', 9), 'b.yaml': doc('spark', 4) },
        events: ['refused default/spark in policies/a.yaml'],
        faults: [
          /^dataset spark of namespace default has a document already, in policies\/b\.yaml:1 -> this document is refused; the one in policies\/b\.yaml:1 stays in force$/,
        ],
      },
      { files: { 'a.yaml': doc('spark', 9), 'b.yaml': doc('spark', 4) }, faults: [/already/] },
      { files: { 'b.yaml': doc('spark', 4) } },
    ],
  ],
  [
    'lets the one in force change beside a refused newcomer',
    [
      {
        files: { 'b.yaml': doc('spark', 4) },
        events: ['added default/spark=4'],
        inForce: ['default/spark=4@b.yaml'],
      },
      {
        files: { 'b.yaml': both(doc('spark', 9), doc('spark', 4)) },
        events: ['refused default/spark in policies/b.yaml'],
        faults: [/already/],
      },
      {
        files: { 'b.yaml': both(doc('spark', 9), doc('spark', 5)) },
        events: ['changed default/spark=5'],
        inForce: ['default/spark=5@b.yaml'],
        faults: [/already, in policies\/b\.yaml:7/],
      },
    ],
  ],
  [
    'gives the dataset to the newcomer when the one in force is gone for good',
    [
      {
        files: { 'b.yaml': doc('spark', 4) },
        events: ['added default/spark=4'],
        inForce: ['default/spark=4@b.yaml'],
      },
      {
        at: 2000,
        files: { 'a.yaml': doc('spark', 9) },
        events: ['refused default/spark in policies/a.yaml'],
        faults: [/already/],
      },
      {
        at: 7000,
        files: { 'a.yaml': doc('spark', 9) },
        events: ['changed default/spark=9'],
        inForce: ['default/spark=9@a.yaml'],
      },
    ],
  ],
  [
    'follows a document that moves to another file word for word',
    [
      first,
      { files: { 'z.yaml': doc('spark', 4) }, inForce: ['default/spark=4@z.yaml'] },
      { at: 60_000, files: { 'z.yaml': doc('spark', 4) } },
    ],
  ],
  [
    'takes the first by file name, then by position, when nothing is known',
    [
      {
        files: { 'b.yaml': doc('spark', 1), 'a.yaml': both(doc('spark', 2), doc('spark', 3)) },
        events: [
          'added default/spark=2',
          'refused default/spark in policies/a.yaml',
          'refused default/spark in policies/b.yaml',
        ],
        inForce: ['default/spark=2@a.yaml'],
        faults: [/already, in policies\/a\.yaml:1/, /already/],
      },
    ],
  ],
  [
    'says of a broken newcomer that another document stays',
    [
      {
        files: { 'b.yaml': doc('spark', 4) },
        events: ['added default/spark=4'],
        inForce: ['default/spark=4@b.yaml'],
      },
      {
        files: { 'a.yaml': yaml({ spec: 'replicas: x' }), 'b.yaml': doc('spark', 4) },
        events: ['faulty a.yaml'],
        faults: [/-> the document for default\/spark in policies\/b\.yaml stays in force$/],
      },
    ],
  ],
  [
    'says that a broken file is healed when it is taken away',
    [
      {
        files: { 'a.yaml': BROKEN },
        events: ['faulty a.yaml'],
        inForce: [],
        faults: [/-> the document is not in force$/],
      },
      { files: {}, events: ['healed a.yaml'] },
    ],
  ],
  [
    'begins with a folder it cannot read',
    [{ files: null, events: ['faulty '], inForce: [], faults: [/-> nothing is in force$/] }],
  ],
];

describe('a policy folder, look by look', () => {
  for (const [name, steps] of STORIES) {
    it(name, () => {
      play(steps);
    });
  }

  it('shows since when a document in force is behind its file', () => {
    const behind = play([
      first,
      { at: 2000, files: { 'a.yaml': BROKEN }, events: ['faulty a.yaml'], faults: [/./] },
    ]);
    expect(behind.inForce.get('default/spark')).to.include({ behindSince: 2000, goneSince: null });
    const back = play([{ at: 3000, files: first.files ?? {}, events: ['healed a.yaml'] }], behind);
    expect(back.inForce.get('default/spark')).to.include({ behindSince: null });
  });
});
