import { expect } from 'chai';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import type { Led, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { patient, type Served, serve } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { addressOf, changed, ENGINES, read, STANDBY_PAGE, type TriedEngine, zeros } from './engines.ts';

/** What a master does when it is asked; `hang` answers never, `half` stops in the middle. */
type Manner = { readonly page: string } | 'hang' | 'half' | 'error';

interface Master {
  server: Served;
  manner: Manner;
  asked: number;
  /** Called when it is asked. */
  onAsked: () => void;
  /** Resolves when a connection on which it was asked is closed. */
  gone: Promise<void>;
}

const LIMIT = 3000;

for (const engine of ENGINES) describe(`several masters of ${engine.kind}`, () => tries(engine));

function tries(engine: TriedEngine): void {
  const { page, names, figures } = engine;
  const leader = { page };
  const standby = { page: STANDBY_PAGE };
  const counting = (workers: number): Manner => ({
    page: changed(page, { [names.workers]: String(workers) }),
  });
  const masters: Master[] = [];
  let led: Led;
  let options: ReadOptions;
  /** Fires when the time of a look is over, and when whoever led last is not waited for alone any more. */
  let limit: AbortController;
  let patience: AbortController;
  /** How many limits of the whole time were begun. */
  let limits: number;

  const start = async (...manners: readonly Manner[]): Promise<void> => {
    for (const manner of manners) {
      const { promise: gone, resolve: closed } = withResolvers();
      const master: Master = { server: undefined as never, manner, asked: 0, onAsked: () => undefined, gone };
      master.server = await serve((_, response) => {
        master.asked++;
        response.on('close', closed);
        master.onAsked();
        if (master.manner === 'error') response.writeHead(503).end();
        else if (master.manner === 'half') response.write(page.slice(0, 300));
        else if (master.manner !== 'hang') response.end(master.manner.page);
      });
      masters.push(master);
    }
  };
  const look = (change: Partial<ReadOptions> = {}) =>
    read(engine, addressOf(engine, ...masters.map(({ server }) => server)), { ...options, ...change });
  const said = async (change?: Partial<ReadOptions>): Promise<string | number> => {
    const result = await look(change);
    return 'blind' in result ? codeSaid(result) : result.workers;
  };
  beforeEach(() => {
    led = { url: null, workers: 0 };
    limit = new AbortController();
    patience = new AbortController();
    limits = 0;
    const expire = (ms: number) => {
      if (ms !== LIMIT) return patience.signal;
      limits++;
      return limit.signal;
    };
    options = patient({ led, timeoutMs: LIMIT, expire });
  });
  afterEach(async () => {
    closeAgents(options.agents);
    await Promise.all(masters.splice(0).map(({ server }) => server.close()));
  });

  const FIRST: [string, Manner[], string | number][] = [
    ['the leader when it is the first', [leader, standby, standby], figures.workers],
    ['the leader when it is the last', [standby, { page: zeros(engine) }, leader], figures.workers],
    ['the one that counts the most workers when two say they lead', [leader, counting(7)], 7],
    ['what ails the one that might lead', [standby, { page: '<html>\n' }, standby], 'EngineNotMetrics'],
    ['a leader that begins, rather than a standby', [standby, { page: zeros(engine) }], 'EngineAllZero'],
    ['that none leads when all are standbys', [standby, standby, standby], 'EngineNoLeader'],
  ];
  for (const [what, manners, result] of FIRST)
    it(`are asked all at once at first: it takes ${what}`, async () => {
      await start(...manners);
      expect(await said()).to.equal(result);
    });

  it('are known by the one that led last: only that one is asked again', async () => {
    await start(standby, leader, standby);
    expect(await said()).to.equal(figures.workers);
    expect(counts(masters)).to.deep.equal([1, 1, 1]);
    for (let i = 0; i < 3; i++) expect(await said()).to.equal(figures.workers);
    expect(counts(masters)).to.deep.equal([1, 4, 1]);
  });

  const FAILS: [string, Manner][] = [
    ['became a standby', standby],
    ['has begun anew', { page: zeros(engine) }],
    ['is not able to answer', 'error'],
    ['shows half a page', { page: page.slice(0, -5) }],
    ['shows something else', { page: '<html>\n' }],
  ];
  for (const [what, manner] of FAILS)
    it(`cost no blind look when another one leads: the last one ${what}`, async () => {
      await start(leader, standby, standby);
      await said();
      Object.assign(masters[0] as Master, { manner });
      Object.assign(masters[2] as Master, { manner: counting(5) });
      expect(await said()).to.equal(5);
      const before = counts(masters);
      expect(await said()).to.equal(5);
      expect(counts(masters)).to.deep.equal([before[0], before[1], (before[2] as number) + 1]);
    });

  it('cost no blind look when the last one is gone', async () => {
    await start(leader, standby, standby);
    await said();
    await masters[0]?.server.close();
    Object.assign(masters[1] as Master, { manner: leader });
    expect(await said()).to.equal(figures.workers);
    expect(led.url).to.include(masters[1]?.server.host);
  });

  for (const manner of ['hang', 'half'] as const)
    it(`are asked while the last one does not finish (${manner}): it is waited for no longer than its part of the time`, async () => {
      await start(leader, standby, standby);
      await said();
      Object.assign(masters[0] as Master, { manner, onAsked: () => patience.abort() });
      Object.assign(masters[1] as Master, { manner: counting(4) });
      expect(await said()).to.equal(4);
      expect(limit.signal.aborted).to.equal(false);
      expect(counts(masters)).to.deep.equal([2, 2, 2]);
    });

  it('are taken from the last one after all when it only was slow', async () => {
    await start(leader, standby, standby);
    await said();
    const slow = masters[0] as Master;
    let answer: () => void = () => undefined;
    await slow.server.close();
    slow.server = await serve((_, response) => {
      patience.abort();
      answer = () => response.end(page);
    });
    led.url = addressOf(engine, slow.server).pages[0]?.url.href ?? null;
    let others = 0;
    for (const other of masters.slice(1)) other.onAsked = () => ++others === 2 && answer();
    expect(await said()).to.equal(figures.workers);
  });

  it('are not waited for once one leads and a third of the time is over', async () => {
    await start(leader, 'hang', standby);
    (masters[1] as Master).onAsked = () => patience.abort();
    expect(await said()).to.equal(figures.workers);
    expect(limit.signal.aborted).to.equal(false);
  });

  it('are all asked when the last one counts fewer workers than before, as one does that was deposed', async () => {
    await start(counting(5), standby);
    expect(await said()).to.equal(5);
    Object.assign(masters[0] as Master, { manner: counting(3) });
    Object.assign(masters[1] as Master, { manner: counting(5) });
    expect(await said()).to.equal(5);
    expect(led.url).to.include(masters[1]?.server.host);
  });

  it('are followed no more than once where a worker is really gone', async () => {
    await start(counting(5), standby);
    await said();
    Object.assign(masters[0] as Master, { manner: counting(4) });
    expect(await said()).to.equal(4);
    expect(await said()).to.equal(4);
    expect(counts(masters)).to.deep.equal([3, 2]);
  });

  it('are forgotten when they are not among the masters any more', async () => {
    await start(leader);
    led.url = 'http://127.0.0.1:1/metrics/prometheus/';
    led.workers = 9;
    await start(standby);
    expect(await said()).to.equal(figures.workers);
  });

  it('take no longer than the limit when all hang', async () => {
    await start('hang', 'hang', 'half');
    let seen = 0;
    for (const master of masters)
      master.onAsked = () => {
        if (++seen === 3) limit.abort();
      };
    const result = await look();
    expect(result).to.have.property('code', 'EngineTimeout');
    expect(result).to.have.nested.property('numbers.limit', LIMIT);
  });

  it('take no longer than the limit when the last one hangs and then the others do', async () => {
    await start(leader, standby);
    await said();
    Object.assign(masters[0] as Master, { manner: 'hang', onAsked: () => patience.abort() });
    Object.assign(masters[1] as Master, { manner: 'hang', onAsked: () => limit.abort() });
    limits = 0;
    expect(await said()).to.equal('EngineTimeout');
    expect(limits).to.equal(1);
  });

  it('are given up when it is decided without them', async () => {
    await start(leader, 'hang');
    const hung = masters[1] as Master;
    hung.onAsked = () => patience.abort();
    expect(await said()).to.equal(figures.workers);
    await hung.gone;
  });

  it('end at once when the daemon stops', async () => {
    const stop = new AbortController();
    await start('hang', 'hang');
    for (const master of masters) master.onAsked = () => stop.abort();
    expect(await said({ signal: stop.signal })).to.equal('ReadCancelled');
    expect(await said({ signal: AbortSignal.abort() })).to.equal('ReadCancelled');
  });

  it('that all refuse or stand by are told apart in the reason', async () => {
    await start(standby, standby, leader);
    await said();
    await masters[2]?.server.close();
    const result = await look();
    expect(result).to.deep.include({
      code: 'EngineNoLeader',
      numbers: { masters: 3, refused: 1, standby: 2 },
    });
  });

  it('are all asked each time by who remembers nothing', async () => {
    await start(standby, leader);
    const { led: _, ...forgetful } = options;
    for (let i = 0; i < 2; i++)
      await read(engine, addressOf(engine, ...masters.map(({ server }) => server)), forgetful);
    expect(counts(masters)).to.deep.equal([2, 2]);
  });
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** How often each was asked. */
function counts(masters: readonly Master[]): number[] {
  return masters.map(({ asked }) => asked);
}
