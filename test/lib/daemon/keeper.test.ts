import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import type { Passed } from '../../../lib/model/observation.ts';
import { passedInAll } from '../../../lib/signals/passed.ts';
import { ARTICLE, GIB, makeWorld, NOON, planOf, type World, writer } from './world.ts';

/** All that records say has passed. */
function inflowOf(world: World): Passed | null {
  return [...world.entries('decision'), ...world.entries('quiet')]
    .map(({ inflow }) => inflow)
    .reduce<Passed | null>(passedInAll, null);
}

describe('keeping one dataset', () => {
  it('goes on looking as a rule where it cannot tell when it should, and at once where it cannot tell what changed', async () => {
    const fault = (): never => {
      throw new Error('a fault of our own');
    };
    const world = makeWorld();
    world.keeper.setPlan({ ...planOf(ARTICLE), crossings: [fault] });
    await world.tick();
    expect(world.kinds()).to.deep.equal(['seen', 'decision']);
    expect(world.keeper.wantedAfter({ slowMs: 15_000, fastestMs: 1000 })).to.equal(15_000);
    Object.defineProperty(world, 'serving', { get: fault });
    expect(world.keeper.hear()).to.equal(true);
  });

  it('flushes decision and intent before the patch, and the conclusion after it', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    let before: string[] = [];
    const really = world.patch;
    world.patch = (request) => {
      before = world.kinds();
      return really(request);
    };
    await world.tick();
    expect(before).to.deep.equal(['seen', 'decision', 'intent']);
    expect(world.kinds()).to.deep.equal(['seen', 'decision', 'intent', 'conclusion']);
    expect(world.entries('conclusion')[0]).to.include({ intent: 3, from: 1, to: 3, result: 'applied' });
  });

  it('sends nothing when the intent cannot be flushed, and acts when it can again', async () => {
    const world = makeWorld();
    await world.tick();
    world.used = 0.95 * GIB;
    world.ledgerFault = new Error('no space left');
    await world.tick();
    expect(world.patches).to.have.lengthOf(0);
    expect(world.keeper.status().reason.code).to.equal('LedgerUnwritable');
    world.ledgerFault = null;
    await world.tick();
    expect(world.patches).to.have.lengthOf(1);
  });

  it('keeps a conclusion the full disk did not take, and writes it first when there is room', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    const really = world.patch;
    world.patch = (request) => {
      world.ledgerFault = new Error('no space left');
      return really(request);
    };
    await world.tick();
    expect(world.entries('conclusion')).to.have.lengthOf(0);
    world.ledgerFault = null;
    world.serving = 3;
    await world.tick();
    expect(world.kinds().slice(3, 5)).to.deep.equal(['conclusion', 'served']);
    expect(world.entries('conclusion')[0]?.result).to.equal('applied');
  });

  it('does not send when it no longer holds the Lease after the flush', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.leads = false;
    await world.tick();
    expect(world.patches).to.have.lengthOf(0);
    expect(world.entries('conclusion')[0]).to.include({ result: 'refused' });
  });

  it('counts an unknown outcome as spent', async () => {
    const world = makeWorld(CALM);
    world.used = 0.95 * GIB;
    world.sizeBytes = 100 * GIB;
    world.patch = () => ({ result: 'unknown', text: 'time-out' });
    await world.tick();
    await world.tick(400);
    expect(world.patches, 'the two workers of this period are spent').to.have.lengthOf(1);
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
    await world.tick(200);
    expect(world.patches).to.have.lengthOf(2);
  });

  it('takes an unknown patch that did arrive for its own, not for somebody else’s change', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => ({ result: 'unknown', text: 'time-out' });
    await world.tick();
    world.someone(3, 'fluid-autoscaler');
    await world.tick();
    expect(world.entries('change')).to.have.lengthOf(0);
  });

  it('backs off after a refusal, says why, and tries again', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => ({ result: 'refused', text: 'forbidden' });
    await world.tick();
    await world.tick(1);
    expect(world.patches).to.have.lengthOf(1);
    expect(world.keeper.status().reason).to.deep.include({ code: 'PatchFailed' });
    await world.tick(5);
    expect(world.patches).to.have.lengthOf(2);
  });

  it('stops a dataset that another daemon writes behind its back, until someone else sets the count', async () => {
    const world = makeWorld();
    await world.tick();
    world.someone(2, 'fluid-autoscaler');
    world.used = 1.95 * GIB;
    world.serving = 2;
    await world.tick();
    expect(world.entries('change')[0]).to.include({ by: 'twin', from: 1, to: 2 });
    expect(world.keeper.status().reason.code).to.equal('AnotherDaemon');
    world.someone(1);
    world.serving = 1;
    world.used = 0.5 * GIB;
    await world.tick();
    expect(world.keeper.status().reason.code).to.equal('BelowThreshold');
  });

  it('takes a write under its own name while another daemon led for that daemon’s, and counts it as spent', async () => {
    const world = makeWorld(CALM);
    await world.tick();
    world.term = 2;
    world.someone(3, 'fluid-autoscaler');
    world.serving = 3;
    world.used = 2.95 * GIB;
    world.sizeBytes = 100 * GIB;
    await world.tick();
    expect(world.entries('change')[0]).to.include({ by: 'peer' });
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
  });

  it('with the ledger gone finds its own last write in managedFields and counts the step as spent', async () => {
    const world = makeWorld(CALM);
    world.replicas = 3;
    world.serving = 3;
    world.used = 2.95 * GIB;
    world.sizeBytes = 100 * GIB;
    world.managedFields = [writer('fluid-autoscaler')];
    await world.tick();
    expect(world.patches).to.have.lengthOf(0);
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
  });

  it('writes one quiet record a minute, with the least, the most and the last of used', async () => {
    const world = makeWorld();
    await world.tick();
    for (const used of [0.4, 0.6, 0.5]) {
      world.used = used * GIB;
      await world.tick(30);
    }
    const [quiet, ...more] = world.entries('quiet');
    expect(more).to.have.lengthOf(0);
    expect(quiet).to.include({ ticks: 3, outcome: 'hold' });
    expect(quiet?.used).to.deep.equal({ min: 0.4 * GIB, max: 0.6 * GIB, last: 0.5 * GIB });
  });

  it('records what passed through the cache, none of it twice and none lost between two records', async () => {
    const world = makeWorld();
    world.counters = { ufs: 700, served: 9000 };
    await world.tick();
    for (let i = 1; i <= 60; i++) {
      world.counters = { ufs: 700 + i * 10, served: 9000 + i * 100 };
      // A decision in the middle of a minute, a ledger that is full for two of them, and looks that see nothing.
      if (i === 20) world.someone(2);
      world.ledgerFault = i > 25 && i < 45 ? new Error('no space left') : null;
      if (i === 30) world.someone(3);
      world.reading = i % 7 === 0 ? { code: 'EngineRefused', blind: true, source: 'alluxio-master' } : null;
      await world.tick(5);
    }
    await world.keeper.flush();
    expect(inflowOf(world)).to.deep.equal({ ufs: 600, served: 6000 });
    expect(world.entries('decision').length).to.be.greaterThan(2);
    expect(world.entries('quiet').length).to.be.greaterThan(2);
  });

  it('takes counters that fell for those of an engine that restarted', async () => {
    const world = makeWorld();
    for (const ufs of [700, 710, 4, 9, 12]) {
      world.counters = { ufs, served: 2 * ufs };
      await world.tick(5);
    }
    await world.keeper.flush();
    expect(inflowOf(world)).to.deep.equal({ ufs: 22, served: 44 });
  });

  it('tells since and until when data passed, where that was a part of the minute only', async () => {
    const world = makeWorld();
    world.counters = { ufs: 0 };
    await world.tick(5);
    const second = () => Math.round((world.now - NOON) / 1000);
    const told: string[] = [];
    while (second() < 185) {
      await world.tick(5);
      const at = second();
      // From 20 s to 45 s, and from 100 s on.
      if ((at >= 20 && at < 45) || at >= 100) world.counters = { ufs: (world.counters.ufs ?? 0) + 10 };
    }
    for (const { inflow } of world.entries('quiet')) {
      const { ufs, from, until } = inflow ?? {};
      const in_s = (ms?: number) => (ms === undefined ? '-' : `${(ms - NOON) / 1000}`);
      told.push(`${ufs} from ${in_s(from)} until ${in_s(until)}`);
    }
    expect(told).to.deep.equal(
      ['50 from 20 until 45', '70 from 100 until -', '120 from - until -'].slice(0, told.length),
    );
    expect(told.length).to.be.at.least(2);
  });

  it('tells the dataset’s size and operations where they are others than records told, once', async () => {
    const world = makeWorld();
    world.used = 0.2 * GIB;
    for (let i = 0; i < 60; i++) {
      if (i === 20) world.sizeBytes = 3e9;
      if (i === 40) world.operations = ['DataLoad/a'];
      await world.tick(5);
    }
    const told = world.entries('quiet').map(({ size, operations }) => [size, operations?.join()]);
    expect(told.filter(([size]) => size !== undefined)).to.deep.equal([[3e9, undefined]]);
    expect(told.filter(([, operations]) => operations !== undefined)).to.deep.equal([
      [undefined, 'DataLoad/a'],
    ]);
  });

  it('says nothing of what passed where the engine does not, or while it was not running itself', async () => {
    const world = makeWorld();
    for (let i = 0; i < 30; i++) await world.tick(5);
    world.counters = { ufs: 5_000_000 };
    await world.restart();
    await world.tick(5);
    expect(inflowOf(world)).to.equal(null);
    expect(world.entries('quiet').length).to.be.greaterThan(1);
  });

  it('counts nothing of a cache for the one made in its place', async () => {
    const world = makeWorld();
    world.counters = { ufs: 1 };
    await world.tick();
    world.uid = 'uid-2';
    world.counters = { ufs: 500 };
    await world.tick();
    expect(inflowOf(world)).to.equal(null);
  });

  it('needs no more than 32 bytes a quiet minute for what passed', async () => {
    const lengths = [];
    for (const counters of [null, { ufs: 0, served: 0 }]) {
      const world = makeWorld();
      world.counters = counters;
      for (let i = 0; i < 14; i++) await world.tick(5);
      lengths.push(JSON.stringify(world.entries('quiet')[0]).length);
    }
    const [before, after] = lengths as [number, number];
    expect(after - before).to.be.at.most(32);
  });

  it('records a decision once, not once a tick', async () => {
    const world = makeWorld();
    for (let i = 0; i < 10; i++) await world.tick();
    expect(world.entries('decision')).to.have.lengthOf(1);
  });

  it('acts on no copy of the runtime older than its own last patch', async () => {
    const world = makeWorld(CALM);
    world.used = 0.95 * GIB;
    world.sizeBytes = 100 * GIB;
    world.patch = () => ({ result: 'applied', text: '', resourceVersion: '7' });
    await world.tick();
    await world.tick(50);
    expect(world.patches, 'the watch still shows resourceVersion 1').to.have.lengthOf(1);
    expect(world.entries('change')).to.have.lengthOf(0);
    world.someone(1, 'etcd-restore');
    await world.tick(11);
    expect(world.entries('change'), 'after a minute it is no lag').to.have.lengthOf(1);
  });

  it('looks at a runtime that was made again with fresh eyes, and at none that was made again during the look', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => ({ result: 'refused', text: 'not yet' });
    await world.tick();
    const eyes = world.sights;
    world.uid = 'uid-2';
    await world.tick();
    expect(world.sights).to.equal(eyes + 1);
    world.duringLook = () => {
      world.uid = 'uid-3';
    };
    const records = world.records.length;
    await world.tick();
    expect(world.records, 'the look was at the old one').to.have.lengthOf(records);
  });

  it('changes nothing while a kind it rests on cannot be seen, and shrinks nothing while any cannot', async () => {
    const world = makeWorld(SHRINKING);
    Object.assign(world, { replicas: 3, serving: 3, used: 0.5 * GIB, sizeBytes: 0.5 * GIB });
    world.unseen = [{ kind: 'Pod', why: 'forbidden', needed: 'all' }];
    await world.tick();
    expect(world.keeper.status().reason).to.deep.include({
      code: 'Unwatched',
      numbers: { kind: 'Pod', why: 'forbidden' },
    });
    world.unseen = [{ kind: 'AlluxioRuntime', why: 'forbidden', needed: 'own' }];
    await world.tick();
    expect(world.keeper.status().reason.code, 'its own kind').to.equal('Unwatched');
    world.unseen = [{ kind: 'StatefulSet', why: 'forbidden', needed: 'own' }];
    await world.tick();
    expect(world.keeper.status().reason.code, 'the kind of its set').to.equal('Unwatched');
    world.unseen = [{ kind: 'DataLoad', why: 'forbidden', needed: 'none' }];
    await world.tick();
    expect(world.keeper.status().reason.code).to.equal('OperationsUnseen');
    // Somebody else's kind holds nobody but its own.
    world.unseen = [{ kind: 'NewRuntime', why: 'forbidden', needed: 'own' }];
    await world.tick();
    expect(world.patches.map(({ from, to }) => [from, to])).to.deep.equal([[3, 2]]);
  });

  it('does not take a runtime for absent that may be of a kind it cannot see', async () => {
    const world = makeWorld(SHRINKING);
    world.waiting = { code: 'NoRuntime' };
    world.unseen = [{ kind: 'NewRuntime', why: 'forbidden', needed: 'own' }];
    await world.tick();
    expect(world.keeper.status().reason).to.deep.equal({
      code: 'RuntimeUnseen',
      numbers: { dataset: 'default/spark', kinds: 'NewRuntime', why: 'forbidden' },
    });
    world.unseen = [{ kind: 'DataLoad', why: 'forbidden', needed: 'none' }];
    await world.tick();
    expect(world.keeper.status().reason.code).to.equal('NoRuntime');
  });

  it('with the ledger gone shrinks nothing for one window', async () => {
    const world = makeWorld(SHRINKING);
    Object.assign(world, { replicas: 3, serving: 3, used: 0.5 * GIB, sizeBytes: 0.5 * GIB });
    world.managedFields = [writer('fluid-autoscaler')];
    await world.tick();
    expect(world.keeper.status().reason.code).to.equal('LedgerGone');
    await world.tick(3500);
    expect(world.patches).to.have.lengthOf(0);
    await world.tick(200);
    expect(world.patches).to.have.lengthOf(1);
  });

  it('goes on when the clock is set back: patches are tried again, quiet minutes written', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => ({ result: 'refused', text: 'forbidden' });
    await world.tick();
    world.skew = -3_600_000;
    await world.tick(10);
    expect(world.patches).to.have.lengthOf(2);
    world.used = 0.5 * GIB;
    for (let i = 0; i < 30; i++) await world.tick(5);
    expect(world.entries('quiet').length).to.be.greaterThan(1);
  });

  it('writes of an engine that comes and goes at every tick no more than a record or two a minute', async () => {
    const world = makeWorld();
    await world.tick();
    for (let i = 0; i < 120; i++) {
      world.reading = i % 2 === 0 ? { blind: true, source: 'alluxio-master', code: 'EngineRefused' } : null;
      await world.tick(5);
    }
    expect(world.records.length).to.be.lessThan(25);
  });

  it('keeps one quiet minute, not many, while the ledger cannot be written', async () => {
    const world = makeWorld();
    await world.tick();
    world.ledgerFault = new Error('no space left');
    for (let i = 0; i < 120; i++) await world.tick(5);
    world.ledgerFault = null;
    await world.tick(5);
    const quiet = world.entries('quiet');
    expect(quiet).to.have.lengthOf(1);
    expect(quiet[0]?.ticks).to.equal(121);
  });

  it('concludes an open intent as unknown when the runtime is not there to tell', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => new Promise(() => undefined);
    void world.tick();
    await new Promise(setImmediate);
    await world.restart();
    world.waiting = { code: 'NoDataset' };
    await world.tick();
    expect(world.entries('conclusion')[0]).to.include({ intent: 3, result: 'unknown' });
    expect(world.keeper.status().reason.code).to.equal('NoDataset');
  });

  it('does not take a patch for lost that may have been applied and taken back: its step counts as spent', async () => {
    const world = makeWorld(CALM);
    world.used = 0.95 * GIB;
    world.sizeBytes = 100 * GIB;
    world.patch = () => new Promise(() => undefined);
    void world.tick();
    await new Promise(setImmediate);
    world.someone(3, 'fluid-autoscaler');
    world.someone(1, 'alice');
    await world.restart();
    await world.tick();
    expect(world.entries('conclusion')[0]).to.include({ intent: 3, result: 'unknown' });
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
  });

  it('knows its own patch of unknown outcome also when it arrives after a restart', async () => {
    const world = makeWorld();
    world.used = 0.95 * GIB;
    world.patch = () => ({ result: 'unknown', text: 'time-out' });
    await world.tick();
    await world.restart();
    await world.tick();
    world.someone(3, 'fluid-autoscaler');
    await world.tick();
    expect(world.entries('change')).to.have.lengthOf(0);
    expect(world.keeper.status().reason.code).to.not.equal('AnotherDaemon');
  });

  it('leaves a ledger from which each decision can be made again, byte by byte', async () => {
    const world = makeWorld();
    for (const used of [0.2, 0.95, 0.95, 2.9, 2.9]) {
      world.used = used * GIB;
      await world.tick();
      world.serving = world.replicas;
    }
    const decisions = world.entries('decision');
    expect(decisions.length).to.be.greaterThan(2);
    for (const { observation, decidedAt, ...recorded } of decisions) {
      const history = world.historyBefore(decidedAt);
      const { at: _, ...again } = decide(planOf(ARTICLE_SPEC), observation, history, decidedAt);
      for (const [field, value] of Object.entries(JSON.parse(JSON.stringify(again)))) {
        expect(recorded[field as keyof typeof recorded], field).to.deep.equal(value);
      }
    }
  });
});

const ARTICLE_SPEC = `
  replicas: { min: 1, max: 4 }
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 20m }
    scaleDown: disabled`;

/** As the article's, without its cool-down and with room to grow: only the step holds. */
const CALM = `
  replicas: { min: 1, max: 9 }
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }`;

const SHRINKING = `
  replicas: { min: 1, max: 4 }
  policies:
    threshold: { up: 90%, down: 60% }
    scaleDown: enabled`;

describe('a restart', () => {
  const scenario = async (restarts: boolean) => {
    const world = makeWorld(`${CALM}\n    stabilization: { up: 60s }\n    cooldown: { afterUp: 5m }`);
    world.sizeBytes = 100 * GIB;
    const seen: string[] = [];
    for (let minute = 0; minute < 60; minute++) {
      world.used = world.serving * 0.95 * GIB;
      if (restarts && minute % 7 === 3) await world.restart(true);
      await world.tick(60);
      world.serving = world.replicas;
      seen.push(`${minute}: ${world.replicas}`);
    }
    return seen;
  };

  it('changes nothing: steps, windows and cool-downs are as before', async () => {
    expect(await scenario(true)).to.deep.equal(await scenario(false));
  });

  it('never allows more after kill -9 than without it', async () => {
    const world = makeWorld(CALM);
    world.sizeBytes = 100 * GIB;
    world.used = 0.95 * GIB;
    await world.tick();
    world.serving = 3;
    world.used = 2.9 * GIB;
    for (let i = 0; i < 5; i++) {
      await world.restart();
      await world.tick(60);
    }
    expect(world.replicas, 'two workers in ten minutes').to.equal(3);
  });

  it('concludes an intent of the run before from what the cluster shows', async () => {
    for (const [shown, result] of [
      [1, 'lost'],
      [3, 'applied'],
      [2, 'unknown'],
    ] as const) {
      const world = makeWorld();
      world.used = 0.95 * GIB;
      world.patch = () => new Promise(() => undefined);
      void world.tick();
      await new Promise(setImmediate);
      if (shown !== 1) world.someone(shown, shown === 2 ? 'alice' : 'fluid-autoscaler');
      world.patch = () => ({ result: 'refused', text: 'not now' });
      await world.restart();
      await world.tick();
      expect(world.entries('conclusion')[0]).to.include({ intent: 3, result });
    }
  });
});
