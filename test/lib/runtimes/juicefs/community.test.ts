import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { trimPod } from '../../../../lib/kube/trim-workers.ts';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import type { EngineFigures, FetchPage, Look, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { lookAtWorkers } from '../../../../lib/runtimes/juicefs/read.ts';
import { overNetwork } from '../../../../lib/runtimes/reach.ts';
import { patient, type Served, serve, serveRaw } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { juicefsObjects, MIB, type PodSpec, pageOf, pod } from './objects.ts';

/** One pod: what its port answers, and how it differs from a good one. */
interface Played extends PodSpec {
  readonly page?: string;
  readonly answer?: RequestListener;
  readonly raw?: Parameters<typeof serveRaw>[0];
}

describe('a JuiceFS community cache, whose workers each cache for themselves', () => {
  const open: Served[] = [];
  const means: ReadOptions[] = [];
  afterEach(async () => {
    for (const { agents } of means.splice(0)) closeAgents(agents);
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function podAt(ordinal: number, { page, answer, raw, ...given }: Played): Promise<KubeObject> {
    if (page === undefined && answer === undefined && raw === undefined) return pod(ordinal, given);
    const server = raw
      ? await serveRaw(raw)
      : await serve(answer ?? ((_, response) => void response.end(page)));
    open.push(server);
    return pod(ordinal, { port: server.port, ...given });
  }
  async function look(
    pods: readonly Played[],
    { perPod = true, ...change }: Partial<ReadOptions> & { readonly perPod?: boolean } = {},
  ): Promise<Look> {
    const made = patient(change);
    means.push(made);
    // As the watches keep them: what is asked of a pod must survive that.
    const played = (await Promise.all(pods.map((one, ordinal) => podAt(ordinal, one)))).map(trimPod);
    return lookAtWorkers({ objects: juicefsObjects(played, { community: true }), url: null, perPod }, made);
  }
  const figures = ({ result }: Look): EngineFigures => {
    if ('blind' in result) throw new Error(`blind: ${result.code}`);
    for (const note of result.notes ?? []) codeSaid(note);
    return result;
  };
  const codeOf = ({ result }: Look): string => ('blind' in result ? codeSaid(result) : 'figures');
  const [half, full, empty] = ['03_half.txt', '05_overfull.txt', '01_empty.txt'].map((name) =>
    pageOf(name),
  ) as [string, string, string];

  it('shows each pod by itself, and is blind: WorkersDoNotShare', async () => {
    const seen = await look([{ page: half }, { page: full }], { perPod: false });
    expect(codeOf(seen)).to.equal('WorkersDoNotShare');
    expect(seen.pods).to.deep.equal([
      { pod: 'spark-worker-0', usedBytes: 92364800, capacityBytes: 128 * MIB },
      { pod: 'spark-worker-1', usedBytes: 125952000, capacityBytes: 128 * MIB },
    ]);
  });

  it('is one cache where the document says so', async () => {
    const seen = figures(await look([{ page: half }, { page: full }, { page: empty }]));
    expect(seen).to.include({
      usedBytes: 218316800,
      capacityBytes: 384 * MIB,
      workers: 3,
      source: 'juicefs-workers',
    });
    expect(seen.evictions).to.equal(70);
    expect(seen.ufsReadBytes).to.be.greaterThan(415367168);
  });

  it('needs no --allow exec and runs no command', async () => {
    const exec = () => Promise.reject(new Error('it ran a command'));
    expect(codeOf(await look([{ page: half }], { exec, allowed: new Set() }))).to.equal('figures');
  });

  it('asks the port called metrics at the node’s address under host networking', async () => {
    expect(codeOf(await look([{ page: half, hostNetwork: true }]))).to.equal('figures');
  });

  it('a mount whose figures are pending in memory, or whose disk bites first, is as full as it says, and never fuller than full', async () => {
    const over = full.replace('1.25952e+08', '1.59510528e+08');
    expect(figures(await look([{ page: over }])).usedBytes).to.equal(128 * MIB);
    const tight = figures(await look([{ page: pageOf('09_free_space_ratio_adjusted_capacity.txt') }]));
    expect(tight).to.include({ usedBytes: 128 * MIB, evictions: 39 });
  });

  it('blocks staged for upload are not cached ones', async () => {
    expect(figures(await look([{ page: pageOf('08_writeback_staged_200MiB.txt') }])).usedBytes).to.equal(0);
  });

  const STARTED = { startTime: '1970-01-01T00:00:00Z' };
  const silent: readonly [string, string, Played][] = [
    ['no port called metrics', 'PodHasNoPort', {}],
    ['a port beyond all ports', 'PodHasNoPort', { port: 70_000 }],
    ['no address', 'PodHasNoAddress', { port: 1, address: null }],
    ['a name for an address', 'PodHasNoAddress', { port: 1, address: 'evil.example' }],
    ['nobody listening', 'EngineRefused', { port: 1 }],
    ['a 404', 'EngineNotFound', { answer: (_, r) => void r.writeHead(404).end() }],
    ['a 500', 'EngineUnavailable', { answer: (_, r) => void r.writeHead(500).end() }],
    [
      'a redirect elsewhere',
      'EngineRedirectsElsewhere',
      { answer: (_, r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end() },
    ],
    ['nothing', 'EngineEmpty', { page: '' }],
    ['HTML', 'EngineNotMetrics', { page: '<html></html>\n' }],
    ['a page that is cut off', 'EngineTruncated', { page: half.slice(0, half.indexOf('9.23648e+07') + 4) }],
    ['no HTTP', 'EngineNotHttp', { raw: (socket) => void socket.end('\u0000\u0001\u0002hello') }],
    ['a connection that is closed', 'EngineClosed', { raw: (socket) => socket.destroy() }],
    ['another program’s page', 'StatsLackFigure', { page: 'up 1\n' }],
    ['no number', 'StatsMalformed', { page: half.replace('9.23648e+07', 'many') }],
    ['NaN', 'StatsMalformed', { page: half.replace('9.23648e+07', 'NaN') }],
    ['infinity', 'StatsMalformed', { page: half.replace('9.23648e+07', '+Inf') }],
    ['a negative number', 'StatsMalformed', { page: half.replace('9.23648e+07', '-1') }],
    [
      'the figure twice',
      'StatsTwice',
      { page: `${half}juicefs_blockcache_bytes{mp="/other",vol_name="labvol"} 1\n` },
    ],
    [
      'another mount’s page on that port',
      'PodIsAnother',
      { page: pageOf('03_half.txt', 'default', 'other') },
    ],
    // The process has run for 79 s when the pod is a second old.
    [
      'a process older than the pod',
      'PodIsAnother',
      { page: half.replace(/^(juicefs_uptime\{.*\}) .*$/m, '$1 500'), ...STARTED },
    ],
  ];
  for (const [what, code, played] of silent) {
    it(`${what}: ${code}, no figure and never zero`, async () => {
      const seen = await look([played]);
      expect(codeOf(seen)).to.equal(code);
      expect(seen.pods).to.have.lengthOf(1);
      const [shown] = seen.pods ?? [];
      expect((shown as { why?: { code: string } }).why?.code).to.equal(code);
    });
  }

  it('a process of the pod’s own age is the pod’s', async () => {
    expect(codeOf(await look([{ page: half, ...STARTED }]))).to.equal('figures');
  });

  it('a pod that mounts another volume than the others is not one of them', async () => {
    const stranger = half.replaceAll('vol_name="labvol"', 'vol_name="other"');
    const seen = figures(await look([{ page: half }, { page: stranger }, { page: full }]));
    expect(seen).to.include({ usedBytes: 218316800, workers: 3, quality: 'lagging' });
    expect(seen.notes?.at(-1)?.numbers).to.include({ pod: 'spark-worker-1', why: 'PodIsAnother' });
  });

  it('one that hangs makes the rest a lower bound when the time is up', async () => {
    const limit = new AbortController();
    let answered = 0;
    const fetch: FetchPage = async (page, options, take) => {
      const failure = await overNetwork(page, options, take);
      if (failure === null && ++answered === 2) setImmediate(() => limit.abort());
      return failure;
    };
    const hangs = { answer: () => undefined };
    const seen = figures(
      await look([{ page: half }, hangs, { page: half }], { expire: () => limit.signal, fetch }),
    );
    expect(seen.quality).to.equal('lagging');
    expect(seen).to.include({ usedBytes: 2 * 92364800, capacityBytes: 384 * MIB, workers: 3 });
  });
});
