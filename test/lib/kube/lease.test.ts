import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { createElection, type Election, type ElectionOptions } from '../../../lib/kube/lease.ts';
import { type LeaseStore, leaseHandler, leaseStore } from './support/lease-store.ts';
import { type ManualClock, manualClock, until } from './support/manual-clock.ts';
import { type PlayedServer, playServer, sendFailure, writeKubeconfig } from './support/server.ts';

interface Part {
  readonly election: Election;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  readonly turns: boolean[];
}

describe('leader election', () => {
  let server: PlayedServer;
  let client: KubeClient;
  let store: LeaseStore;
  let clock: ManualClock;
  let parts: Part[];

  function join(identity: string, options: Partial<ElectionOptions> = {}): Part {
    const turns: boolean[] = [];
    const onChange = (holds: boolean) => turns.push(holds);
    const election = createElection({
      client,
      namespace: 'fluid',
      name: 'leader',
      identity,
      clock,
      onChange,
      ...options,
    });
    const stop = new AbortController();
    const part = { election, stop, done: election.run(stop.signal), turns };
    parts.push(part);
    return part;
  }
  async function quit(part: Part): Promise<void> {
    part.stop.abort();
    await part.done;
  }
  /** Every part has done what it can and waits for time to pass. */
  const idle = () =>
    until(() => clock.sleeping() === parts.filter(({ stop }) => !stop.signal.aborted).length);
  /** Moves time in steps small enough that everybody acts when it is due. */
  async function pass(seconds: number): Promise<void> {
    for (let step = 0; step < seconds * 2; step += 1) {
      await clock.advance(500);
      await idle();
    }
  }
  const spec = () => store.current()?.spec;

  beforeEach(async () => {
    store = leaseStore();
    server = await playServer(leaseHandler(store));
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
    clock = manualClock();
    parts = [];
  });
  afterEach(async () => {
    await Promise.all(parts.map(quit));
    await client.close();
    await server.close();
  });

  it('creates the lease and holds it', async () => {
    const { election, turns } = join('a');
    await idle();
    expect(election.holds()).to.equal(true);
    expect(turns).to.deep.equal([true]);
    expect(election.state()).to.deep.equal({ holder: 'a', lastError: null });
    expect(spec()).to.deep.equal({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-11-22T00:00:00.000000Z',
      renewTime: '2026-11-22T00:00:00.000000Z',
      leaseTransitions: 0,
    });
    expect(server.asked[1]?.path).to.equal('/apis/coordination.k8s.io/v1/namespaces/fluid/leases');
  });

  it('costs one write for each renewal and nothing else', async () => {
    join('a');
    await idle();
    const before = server.asked.length;
    await pass(60);
    expect(server.asked.slice(before).map(({ method }) => method)).to.deep.equal(Array(12).fill('PUT'));
    expect(spec()).to.include({
      acquireTime: '2026-11-22T00:00:00.000000Z',
      renewTime: '2026-11-22T00:01:00.000000Z',
    });
  });

  it('holds it only until the last renewal that arrived began, plus its duration, less the margin', async () => {
    const { election, turns } = join('a');
    await idle();
    server.play((_, response) => response.destroy());
    await pass(10.5);
    expect(election.holds()).to.equal(true);
    await pass(0.5);
    expect(election.holds()).to.equal(false);
    expect(turns).to.deep.equal([true, false]);
    expect(election.state().lastError?.text).to.match(/the connection broke/);
  });

  it('counts from when a renewal began, not from when its answer came', async () => {
    const { election } = join('a');
    await idle();
    server.play((asked, response) => {
      const answer = () => leaseHandler(store)(asked, response);
      server.play((_, other) => other.destroy());
      void clock.advance(2_000).then(answer);
    });
    // Renewed at 5 s, answered at 7 s: valid until 16 s.
    await pass(5);
    await until(() => clock.monotonic() >= 7_000);
    await idle();
    await clock.advance(15_500 - clock.monotonic());
    expect(election.holds()).to.equal(true);
    await clock.advance(500);
    expect(election.holds()).to.equal(false);
  });

  it('knows that it does not hold it even before anybody tells it so', async () => {
    let suspendedMs = 0;
    const { election, turns } = join('a', {
      clock: { ...clock, monotonic: () => clock.monotonic() + suspendedMs },
    });
    await idle();
    // Time has passed, and nothing has run since.
    suspendedMs = 11_000;
    expect(election.holds()).to.equal(false);
    expect(turns).to.deep.equal([true]);
  });

  it('goes on in the same term when the server comes back and nobody has taken it', async () => {
    const { election, turns } = join('a');
    await idle();
    server.play((_, response) => sendFailure(response, 500, 'InternalError'));
    await pass(20);
    server.play(leaseHandler(store));
    await pass(5);
    expect(turns).to.deep.equal([true, false, true]);
    expect(election.term()).to.equal(1);
    expect(spec()?.leaseTransitions).to.equal(0);
  });

  it('lets nobody else in while it is renewed', async () => {
    join('a');
    await idle();
    const b = join('b');
    await pass(60);
    expect(b.turns).to.deep.equal([]);
    expect(b.election.state().holder).to.equal('a');
  });

  it('passes to another only after it has stood still for its whole duration, seen by the other', async () => {
    const a = join('a');
    await idle();
    const frozen = store.current();
    await quit(a);
    store.force(frozen);
    await pass(100);
    const b = join('b');
    await idle();
    await pass(15);
    expect(b.election.holds()).to.equal(false);
    await pass(2.5);
    expect(b.election.holds()).to.equal(true);
    expect(spec()).to.include({ holderIdentity: 'b', leaseTransitions: 1 });
  });

  it('passes at once after a clean stop', async () => {
    const a = join('a');
    await idle();
    await quit(a);
    expect(a.turns).to.deep.equal([true, false]);
    expect(spec()).to.include({ holderIdentity: '', leaseDurationSeconds: 1 });
    const b = join('b');
    await idle();
    expect(b.election.holds()).to.equal(true);
  });

  it('is given up also when the stop cuts off a renewal that had arrived', async () => {
    const a = join('a');
    await idle();
    server.play((asked, response) => {
      store.call(asked.method, JSON.parse(asked.body));
      server.play(leaseHandler(store));
      a.stop.abort();
      response.destroy();
    });
    await clock.advance(5_000);
    await a.done;
    expect(spec()?.holderIdentity).to.equal('');
  });

  it('is not touched by a candidate that stops', async () => {
    join('a');
    await idle();
    const b = join('b');
    await idle();
    await quit(b);
    expect(spec()?.holderIdentity).to.equal('a');
  });

  it('is ours when a claim that seemed to fail had arrived', async () => {
    server.play((asked, response) => {
      if (asked.method === 'GET') return leaseHandler(store)(asked, response);
      store.call(asked.method, JSON.parse(asked.body));
      response.destroy();
    });
    const { election, turns } = join('a');
    await idle();
    expect(election.holds()).to.equal(false);
    expect(spec()?.holderIdentity).to.equal('a');
    server.play(leaseHandler(store));
    await pass(2);
    expect(turns).to.deep.equal([true]);
  });

  it('is ours when a renewal that seemed to fail had arrived', async () => {
    const { turns } = join('a');
    await idle();
    server.play((asked, response) => {
      store.call(asked.method, JSON.parse(asked.body));
      server.play(leaseHandler(store));
      response.destroy();
    });
    await pass(60);
    expect(turns).to.deep.equal([true]);
    expect(spec()?.leaseTransitions).to.equal(0);
  });

  it('is not ours just because it bears our name', async () => {
    const a = join('a');
    await idle();
    const twin = join('a');
    await pass(60);
    expect([a.election.holds(), twin.election.holds()]).to.deep.equal([true, false]);
  });

  it("stays ours when somebody else changes the lease's annotations, which are kept", async () => {
    const { turns } = join('a', { annotations: () => ({ 'fluid-autoscaler.dev/ledger-head': 'hash' }) });
    await idle();
    const lease = store.current();
    if (lease) store.force({ ...lease, metadata: { ...lease.metadata, annotations: { theirs: 'x' } } });
    await pass(10);
    expect(turns).to.deep.equal([true]);
    expect(store.current()?.metadata.annotations).to.deep.equal({
      theirs: 'x',
      'fluid-autoscaler.dev/ledger-head': 'hash',
    });
  });

  it('carries the newest annotations with each renewal and with the release', async () => {
    let head = 'one';
    const a = join('a', { annotations: () => ({ head }) });
    await idle();
    expect(store.current()?.metadata.annotations).to.deep.equal({ head: 'one' });
    head = 'two';
    await pass(5);
    expect(store.current()?.metadata.annotations).to.deep.equal({ head: 'two' });
    head = 'three';
    await quit(a);
    expect(store.current()?.metadata.annotations).to.deep.equal({ head: 'three' });
  });

  it('is lost at the next renewal when somebody takes it by force, and the term counts on', async () => {
    const { election, turns } = join('a');
    await idle();
    const lease = store.current();
    if (lease)
      store.force({ ...lease, spec: { ...lease.spec, holderIdentity: 'thief', leaseDurationSeconds: 2 } });
    await pass(5);
    expect(turns).to.deep.equal([true, false]);
    expect(election.state().holder).to.equal('thief');
    await pass(10);
    expect(turns).to.deep.equal([true, false, true]);
    expect(election.term()).to.equal(2);
  });

  it('is not held from the moment a renewal is outrun, though nobody can be asked who did it', async () => {
    const { election } = join('a');
    await idle();
    const lease = store.current();
    if (lease) store.force({ ...lease, spec: { ...lease.spec, holderIdentity: 'thief' } });
    server.play((asked, response) => {
      if (asked.method === 'GET') sendFailure(response, 500, 'InternalError');
      else leaseHandler(store)(asked, response);
    });
    await pass(5);
    expect(election.holds()).to.equal(false);
  });

  it('is made again when somebody deletes it', async () => {
    const { election } = join('a');
    await idle();
    store.force(null);
    await pass(5);
    expect(election.holds()).to.equal(true);
    expect(spec()?.holderIdentity).to.equal('a');
    expect(election.term()).to.equal(2);
  });

  it('goes to one of two who stand at the same moment', async () => {
    const both = [join('a'), join('b')];
    await idle();
    expect(both.filter(({ election }) => election.holds())).to.have.length(1);
    expect(both.map(({ election }) => election.state().lastError)).to.deep.equal([null, null]);
  });

  it('says so when it may not be read, and goes on asking', async () => {
    server.play((_, response) => sendFailure(response, 403, 'Forbidden', 'leases is forbidden'));
    const { election } = join('a');
    await pass(10);
    expect(election.state().lastError?.text).to.equal('403 Forbidden: leases is forbidden');
    server.play(leaseHandler(store));
    await pass(2);
    expect(election.holds()).to.equal(true);
  });

  it('is not made by the 404 of something that is no API server', async () => {
    server.play((_, response) => response.writeHead(404).end('not here'));
    join('a');
    await pass(4);
    expect(server.asked.every(({ method }) => method === 'GET')).to.equal(true);
  });

  it('survives a listener that throws', async () => {
    const { election } = join('a', {
      onChange: () => {
        throw new Error('listener');
      },
    });
    await pass(10);
    expect(election.holds()).to.equal(true);
  });

  for (const [what, options] of [
    ['a margin that a patch may outlast', { marginMs: 3_000, patchTimeoutMs: 3_000 }],
    ['renewals that come after the validity has ended', { renewMs: 11_000 }],
    ['a duration that is not whole seconds', { leaseDurationMs: 15_500 }],
    ['no name', { identity: '' }],
  ] as const) {
    it(`refuses ${what}`, () => {
      const base = { client, namespace: 'n', name: 'l', identity: 'a', clock };
      expect(() => createElection({ ...base, ...options })).to.throw(RangeError);
    });
  }
});
