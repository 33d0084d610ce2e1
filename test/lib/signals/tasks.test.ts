import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import type { Task } from '../../../lib/model/observation.ts';
import { projectRoot } from '../../../lib/root.ts';
import { operationsOf } from '../../../lib/signals/dataset.ts';
import { tasksOf } from '../../../lib/signals/tasks.ts';

interface Wishes {
  readonly metadata?: Partial<KubeObject['metadata']>;
  readonly spec?: object;
  readonly status?: object;
}

function operation(kind: string, name: string, { metadata, spec, status }: Wishes = {}): KubeObject {
  return {
    apiVersion: 'data.fluid.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-11-26T10:00:00Z',
      ...metadata,
    },
    spec: { dataset: { name: 'spark', namespace: 'default' }, ...spec },
    status: status ?? {},
  };
}

function tasks(...operations: KubeObject[]): Task[] {
  return tasksOf({ namespace: 'default', name: 'spark', operations });
}

function task(wishes: Wishes, kind = 'DataLoad'): Task {
  const [one] = tasks(operation(kind, 'warm', wishes));
  if (one === undefined) throw new Error('no task');
  return one;
}

const at = (time: string) => Date.parse(`2026-11-26T${time}Z`);
const ended = (type: string, time: string) => [
  { type, status: 'True', lastTransitionTime: `2026-11-26T${time}Z` },
];

describe('a data operation as a task', () => {
  it('that Fluid has not seen yet has no phase, and its object tells when it was made', () => {
    expect(task({})).to.deep.equal({
      kind: 'DataLoad',
      name: 'warm',
      phase: '',
      loads: true,
      madeAt: at('10:00:00'),
      startedAt: null,
      endedAt: null,
      schedule: null,
      paths: [],
    } satisfies Task);
  });

  it('that is over tells when it ended, and by its duration when it began', () => {
    const status = { phase: 'Complete', duration: '2m30s', conditions: ended('Complete', '10:05:00') };
    expect(task({ status })).to.include({
      phase: 'Complete',
      startedAt: at('10:02:30'),
      endedAt: at('10:05:00'),
    });
  });

  it('that failed has ended, too', () => {
    const status = { phase: 'Failed', duration: 'Unfinished', conditions: ended('Failed', '10:05:00') };
    expect(task({ status })).to.include({ phase: 'Failed', startedAt: null, endedAt: at('10:05:00') });
  });

  const cron = { policy: 'Cron', schedule: '30 7 * * 1-5' };
  it('that recurs and has not run yet is Pending, although Fluid calls it Executing', () => {
    const status = { phase: 'Executing', duration: 'Unfinished', conditions: [] };
    expect(task({ spec: cron, status })).to.include({
      phase: 'Pending',
      schedule: '30 7 * * 1-5',
      startedAt: null,
    });
  });

  it('that recurs tells when it last fired', () => {
    const status = { phase: 'Executing', lastScheduleTime: '2026-11-26T07:30:00Z', conditions: [] };
    expect(task({ spec: cron, status })).to.include({ phase: 'Executing', startedAt: at('07:30:00') });
  });

  it('that does not recur has no schedule, whatever its spec says besides', () => {
    expect(task({ spec: { policy: 'Once', schedule: '30 7 * * 1-5' } }).schedule).to.equal(null);
  });

  it('tells its paths, and in how many copies each is wanted', () => {
    const target = [{ path: '/train', replicas: 2 }, { path: '/test' }, { path: '/eval', replicas: 0 }];
    expect(task({ spec: { target } }).paths).to.deep.equal([
      { path: '/train', copies: 2 },
      { path: '/test', copies: 1 },
      { path: '/eval', copies: 1 },
    ]);
  });

  const LOADS: [string, string, object, boolean][] = [
    ['a DataLoad', 'DataLoad', {}, true],
    ['a DataMigrate into it', 'DataMigrate', { to: { dataset: { name: 'spark' } } }, true],
    ['a DataMigrate out of it', 'DataMigrate', { from: { dataset: { name: 'spark' } } }, false],
    [
      'a DataMigrate into its namesake elsewhere',
      'DataMigrate',
      { to: { dataset: { name: 'spark', namespace: 'b' } } },
      false,
    ],
    ['a DataBackup', 'DataBackup', {}, false],
    ['a DataProcess', 'DataProcess', {}, false],
  ];
  for (const [what, kind, spec, loads] of LOADS)
    it(`${what} ${loads ? 'brings' : 'brings no'} data into the cache`, () => {
      expect(task({ spec }, kind).loads).to.equal(loads);
    });

  it('of another namespace carries its namespace', () => {
    expect(task({ metadata: { namespace: 'jobs' } }, 'DataMigrate').name).to.equal('jobs/warm');
  });

  it('is no task while it is being deleted', () => {
    expect(
      tasks(operation('DataLoad', 'warm', { metadata: { deletionTimestamp: '2026-11-26T10:00:00Z' } })),
    ).to.deep.equal([]);
  });

  it('of which finished ones have piled up is remembered by the last that ended', () => {
    const over = (name: string, time: string) =>
      operation('DataLoad', name, { status: { phase: 'Complete', conditions: ended('Complete', time) } });
    const found = tasks(
      over('a', '08:00:00'),
      over('b', '09:00:00'),
      over('c', '07:00:00'),
      operation('DataLoad', 'd'),
    );
    expect(found.map(({ name }) => name)).to.deep.equal(['d', 'b']);
  });

  it('is bounded, whatever people write', () => {
    const long = 'x'.repeat(5000);
    const target = Array.from({ length: 5000 }, () => ({ path: long }));
    const many = Array.from({ length: 500 }, (_, i) =>
      operation('DataLoad', `n${i}`, { spec: { target, policy: 'Cron', schedule: long } }),
    );
    const found = tasks(...many);
    expect(found).to.have.lengthOf(20);
    expect(found[0]?.paths).to.have.lengthOf(20);
    expect(found[0]?.paths[0]?.path).to.have.lengthOf(200);
    expect(found[0]?.schedule).to.have.lengthOf(200);
  });

  const ODD: [string, Wishes][] = [
    ['texts for objects', { spec: { target: 'all', policy: 7 }, status: 'none' as never }],
    [
      'no instants',
      {
        metadata: { creationTimestamp: 'yesterday' },
        status: { conditions: [{ type: 'Complete' }, null, 7] },
      },
    ],
    [
      'a duration that is none',
      { status: { phase: 'Complete', duration: 'long', conditions: ended('Complete', '10:00:00') } },
    ],
  ];
  for (const [what, wishes] of ODD)
    it(`may hold anything: ${what}`, () => {
      expect(task(wishes)).to.include({ kind: 'DataLoad', startedAt: null });
    });
});

describe('a data operation that recurs', () => {
  const status = (more: object) => ({ phase: 'Executing', conditions: [], ...more });
  const dataset = {
    ...operation('Dataset', 'spark', { status: { operationRef: { DataLoad: 'warm' } } }),
  };
  const spec = { policy: 'Cron', schedule: '0 2 * * *' };

  it('does not run before it has fired, although the Dataset names it', () => {
    expect(
      operationsOf(dataset, [operation('DataLoad', 'warm', { spec, status: status({}) })]),
    ).to.deep.equal([]);
  });

  it('runs once it has fired', () => {
    const fired = status({ lastScheduleTime: '2026-11-26T02:00:00Z' });
    expect(operationsOf(dataset, [operation('DataLoad', 'warm', { spec, status: fired })])).to.deep.equal([
      'DataLoad/warm',
    ]);
  });
});

describe('DataLoads as real Fluid keeps them', () => {
  const seen = (moment: string) => {
    const text = readFileSync(
      join(projectRoot, 'test/fixtures/fluid/9-operations', `${moment}.yaml`),
      'utf8',
    );
    const { items } = parse(text) as { items: KubeObject[] };
    return tasks(...items).map(({ name, phase, startedAt, endedAt, schedule, paths }) => ({
      name,
      phase,
      schedule,
      started: startedAt === null ? null : new Date(startedAt).toISOString().slice(11, 19),
      ended: endedAt === null ? null : new Date(endedAt).toISOString().slice(11, 19),
      paths: paths.length,
    }));
  };
  const once = {
    name: 'once',
    phase: 'Complete',
    schedule: null,
    started: '10:47:49',
    ended: '10:47:50',
    paths: 1,
  };
  const nightly = { name: 'nightly', schedule: '*/2 * * * *', paths: 1 };

  it('run, and do not say since when', () => {
    expect(seen('running')).to.deep.equal([{ ...once, phase: 'Executing', started: null, ended: null }]);
  });
  it('wait for their first run, where they recur', () => {
    expect(seen('before-first-run')).to.deep.equal([
      { ...nightly, phase: 'Pending', started: null, ended: null },
      once,
    ]);
  });
  it('say when they last ran, to the minute of their schedule in UTC', () => {
    expect(seen('after-first-run')).to.deep.equal([
      { ...nightly, phase: 'Complete', started: '10:50:00', ended: '10:50:01' },
      once,
    ]);
  });
});
