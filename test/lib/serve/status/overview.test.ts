import { expect } from 'chai';
import type { Blind } from '../../../../lib/model/observation.ts';
import { createRecent } from '../../../../lib/serve/recent.ts';
import { conditionOf } from '../../../../lib/serve/status/condition.ts';
import { createNews } from '../../../../lib/serve/status/news.ts';
import { createOverview } from '../../../../lib/serve/status/overview.ts';
import { GIB, makeWorld, type World } from '../../daemon/world.ts';
import { stagedSubject } from '../subject.ts';

function setting() {
  const [a, b] = [makeWorld(), makeWorld()];
  const subject = stagedSubject(a.now);
  const recent = createRecent();
  const news = createNews();
  const overview = createOverview(() => subject, recent, news, 'run-1');
  const look = async () => {
    await Promise.all([a.tick(30), b.tick(30)]);
    subject.at = a.now;
    subject.statuses = [
      { ...a.keeper.status(), dataset: 'default/a' },
      { ...b.keeper.status(), dataset: 'default/b' },
    ];
    recent.take(subject.statuses);
  };
  return { a, b, subject, news, overview, look };
}

describe('the overview', () => {
  it('gives everything at first, then only the rows that changed', async () => {
    const { a, overview, look } = setting();
    await look();
    const first = overview.update(null, 0);
    expect(first.names).to.deep.equal(['default/a', 'default/b']);
    expect(first.rows.map(({ dataset }) => dataset)).to.deep.equal(['default/a', 'default/b']);
    await look();
    const quiet = overview.update('run-1', first.revision);
    expect([quiet.names, quiet.rows, quiet.revision]).to.deep.equal([null, [], first.revision]);
    a.used = 0.6 * GIB;
    await look();
    const next = overview.update('run-1', first.revision);
    expect(next.rows.map(({ dataset, usage }) => [dataset, usage])).to.deep.equal([['default/a', 0.6]]);
    expect(next.revision).to.be.above(first.revision);
    expect(overview.update('run-1', next.revision).rows).to.deep.equal([]);
  });

  it('shows a patch that was concluded after its look had been shown, before the next look', async () => {
    const { a, news, overview, look } = setting();
    await look();
    const { revision } = overview.update(null, 0);
    const patch = { dataset: 'default/a', uid: 'uid-1', intent: 1, from: 1, to: 3, text: '' };
    news.heard({ kind: 'conclusion', ...patch, result: 'applied', concludedAt: a.now }, a.now);
    const { rows } = overview.update('run-1', revision);
    expect(rows.map(({ dataset, marks }) => [dataset, marks.length])).to.deep.equal([['default/a', 1]]);
  });

  it('gives everything again to a page that knew another run', async () => {
    const { overview, look } = setting();
    await look();
    const { revision } = overview.update(null, 0);
    expect(overview.update('run-0', revision).rows).to.have.length(2);
  });

  it('brings a page that is up to date the newest points only', async () => {
    const { a, overview, look } = setting();
    for (let i = 0; i < 20; i++) await look();
    const first = overview.update(null, 0);
    expect(first.rows[0]?.points.times).to.have.length(20);
    a.used += GIB / 10;
    await look();
    const [row] = overview.update('run-1', first.revision).rows;
    expect(row?.points.times.length).to.be.within(2, 6);
    expect(row?.points.usage.at(-1)).to.equal(0.6);
  });

  it('says which datasets there are when one came or went', async () => {
    const { subject, overview, look } = setting();
    await look();
    const first = overview.update(null, 0);
    subject.statuses = subject.statuses.slice(1);
    const next = overview.update('run-1', first.revision);
    expect([next.names, next.rows]).to.deep.equal([['default/b'], []]);
    expect(overview.panel('default/a')).to.equal(null);
    expect(overview.panel('default/b')?.dataset).to.equal('default/b');
  });
});

const BLIND: Blind = { blind: true, code: 'EngineTimeout', source: 'alluxio-master' };
const conditions: readonly [string, (world: World) => void, string, string][] = [
  ['is steady under its threshold', () => undefined, 'good', 'steady'],
  ['goes up', (world) => (world.used = 0.94 * GIB), 'act', '1 → 3'],
  [
    'is paused by a person',
    (world) => (world.control = { pause: { by: 'jane', why: 'an audit', until: null } }),
    'warn',
    'paused',
  ],
  ['cannot be seen', (world) => (world.reading = BLIND), 'bad', 'blind'],
  [
    'is full at its max',
    (world) => {
      world.sizeBytes = 10 * GIB;
      world.replicas = 4;
      world.serving = 4;
      world.used = 4 * 0.94 * GIB;
    },
    'bad',
    'full at max',
  ],
  [
    'is full and holds the whole dataset',
    (world) => {
      world.replicas = 4;
      world.serving = 4;
      world.sizeBytes = 3.7 * GIB;
      world.used = 4 * 0.94 * GIB;
    },
    'good',
    'steady',
  ],
  [
    'waits for workers',
    (world) => {
      world.replicas = 2;
      world.serving = 1;
    },
    'act',
    'workers starting',
  ],
  ['was switched off by a person', (world) => (world.replicas = 0), 'warn', 'held'],
  ['has no runtime', (world) => (world.waiting = { code: 'NoRuntime', numbers: {} }), 'warn', 'waiting'],
  ['cannot be written down', (world) => (world.ledgerFault = new Error('full')), 'bad', 'failing'],
];
describe('the condition of a dataset that', () => {
  for (const [that, change, level, word] of conditions) {
    it(that, async () => {
      const world = makeWorld();
      change(world);
      await world.tick();
      expect(conditionOf(world.keeper.status(), world.now)).to.deep.equal({ level, word });
    });
  }
});
