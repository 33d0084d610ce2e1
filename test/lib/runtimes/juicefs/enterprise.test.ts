import { expect } from 'chai';
import type { ExecAnswer, ExecRequest } from '../../../../lib/kube/exec-contract.ts';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { trimPod } from '../../../../lib/kube/trim-workers.ts';
import type { Blind } from '../../../../lib/model/observation.ts';
import type { EngineFigures, Look, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { lookAtWorkers } from '../../../../lib/runtimes/juicefs/read.ts';
import { patient } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { juicefsObjects, MIB, pod } from './objects.ts';

/** As the enterprise edition prints it (the form of fluid pkg/ddc/juicefs/report_test.go). */
function stats(bytes: number | string, more = ''): string {
  return `blockcache.blocks: 30\nblockcache.bytes: ${bytes}\nblockcache.evict: 70\nblockcache.hitBytes: 93331456\nblockcache.missBytes: 415367168\n${more}`;
}
const failure = (code: string) => ({
  failure: { code, numbers: { pod: 'default/x', namespace: 'default', text: 'x' } },
});

describe('a JuiceFS enterprise cache, whose workers tell their part by a command', () => {
  const asked: ExecRequest[] = [];
  beforeEach(() => {
    asked.length = 0;
  });

  function look(
    pods: readonly KubeObject[],
    answer: (request: ExecRequest) => ExecAnswer | Promise<ExecAnswer>,
    { spec, ...change }: Partial<ReadOptions> & { readonly spec?: object } = {},
  ): Promise<Look> {
    const exec = async (request: ExecRequest) => {
      asked.push(request);
      return answer(request);
    };
    const means = patient({ allowed: new Set(['exec']), exec, ...change });
    const objects = juicefsObjects(pods.map(trimPod), spec === undefined ? {} : { spec });
    return lookAtWorkers({ objects, url: null, perPod: false }, means);
  }
  const figures = ({ result }: Look): EngineFigures => {
    if ('blind' in result) throw new Error(`blind: ${result.code}`);
    for (const note of result.notes ?? []) codeSaid(note);
    return result;
  };
  const codeOf = ({ result }: Look): string => ('blind' in result ? codeSaid(result as Blind) : 'figures');

  it('is what all workers that serve hold together, of what the spec declares for each', async () => {
    const pods = [pod(0), pod(1), pod(2, { ready: false }), pod(3, { leaving: true })];
    const seen = figures(
      await look(pods, ({ pod: name }) => ({ stdout: stats(name.endsWith('0') ? 10 * MIB : 20 * MIB) })),
    );
    expect(seen).to.include({ usedBytes: 30 * MIB, capacityBytes: 256 * MIB, workers: 2, at: 1000 });
    expect(seen).to.include({ ufsReadBytes: 830734336, servedBytes: 1017397248, evictions: 140 });
    expect(seen.notes).to.deep.equal([
      { code: 'CapacityFromSpec', numbers: { declared: 128 * MIB, workers: 2 } },
    ]);
    expect(seen.quality).to.equal(undefined);
  });

  it('runs exactly one command in each, and no other', async () => {
    await look([pod(0), pod(1)], () => ({ stdout: stats(0) }));
    expect(
      asked.map(({ namespace, pod: name, container, command }) => [namespace, name, container, command]),
    ).to.deep.equal(
      [0, 1].map((i) => [
        'default',
        `spark-worker-${i}`,
        'juicefs-worker',
        ['cat', '/runtime-mnt/juicefs/default/spark/juicefs-fuse/.stats'],
      ]),
    );
    expect(asked.every(({ maxBytes, timeoutMs }) => maxBytes === 65_536 && timeoutMs === 60_000)).to.equal(
      true,
    );
  });

  it('is blind without --allow exec, and says which flag, which Role, and what that reaches; nothing is run', async () => {
    for (const means of [{ allowed: new Set<'exec'>() }, { exec: undefined }]) {
      const { result } = await look([pod(0)], () => ({ stdout: stats(1) }), means);
      expect(codeOf({ result })).to.equal('ExecNotAllowed');
    }
    expect(asked).to.deep.equal([]);
  });

  it('is blind with the server’s own words where the right is missing', async () => {
    expect(codeOf(await look([pod(0), pod(1)], () => failure('ExecForbidden')))).to.equal('ExecForbidden');
  });

  for (const [what, ageMs, quality, notes] of [
    [
      'for two minutes, while it looks through its disks',
      119_000,
      'lagging',
      ['CapacityFromSpec', 'PodsYoung'],
    ],
    ['no longer than that', 120_000, undefined, ['CapacityFromSpec']],
  ] as const) {
    it(`nothing shrinks on a worker that has just begun ${what}`, async () => {
      const clock = { now: () => 1_000_000, monotonic: () => 0, sleep: async () => {} };
      const pods = [pod(0, { readySince: 0 }), pod(1, { readySince: 1_000_000 - ageMs })];
      const seen = figures(await look(pods, () => ({ stdout: stats(0) }), { clock }));
      expect(seen).to.include({ usedBytes: 0, capacityBytes: 256 * MIB, workers: 2 });
      expect(seen.quality).to.equal(quality);
      expect(seen.notes?.map(({ code }) => code)).to.deep.equal(notes);
    });
  }

  it('with one pod silent is a lower bound: nothing shrinks on it, and a note names the pod', async () => {
    const seen = figures(
      await look([pod(0), pod(1), pod(2)], ({ pod: name }) =>
        name.endsWith('1') ? failure('ExecTimeout') : { stdout: stats(100 * MIB) },
      ),
    );
    expect(seen).to.include({
      usedBytes: 200 * MIB,
      capacityBytes: 384 * MIB,
      workers: 3,
      quality: 'lagging',
    });
    expect(seen).to.include({ ufsReadBytes: null, servedBytes: null, evictions: null });
    expect(seen.notes?.map(({ code }) => code)).to.deep.equal(['CapacityFromSpec', 'PodsPartial']);
    expect(seen.notes?.[1]?.numbers).to.include({
      silent: 1,
      asked: 3,
      pod: 'spark-worker-1',
      why: 'ExecTimeout',
    });
  });

  it('shows what each pod said, the silent ones first of all', async () => {
    const pods = Array.from({ length: 40 }, (_, i) => pod(i));
    const { pods: shown = [] } = await look(pods, ({ pod: name }) =>
      name.endsWith('-39') ? failure('ExecCut') : { stdout: stats(MIB) },
    );
    expect(shown).to.have.lengthOf(16);
    expect(shown[0]).to.deep.equal({ pod: 'spark-worker-0', usedBytes: MIB, capacityBytes: 128 * MIB });
    expect(shown.at(-1)).to.deep.include({ pod: 'spark-worker-39' });
    expect((shown.at(-1) as { why?: { code: string } }).why?.code).to.equal('ExecCut');
  });

  const wrong: readonly [string, string, string][] = [
    ['nothing at all', '', 'StatsLackFigure'],
    ['another program’s output', 'hello\n', 'StatsLackFigure'],
    ['binary garbage', '\u0000\u0007\ufffdblockcache\n\n\ufffd', 'StatsLackFigure'],
    ['the community edition’s names', 'juicefs_blockcache_bytes 125952000\n', 'StatsLackFigure'],
    ['no number', stats('many'), 'StatsMalformed'],
    ['nothing behind the name', 'blockcache.bytes: \n', 'StatsMalformed'],
    ['a negative number', stats(-1), 'StatsMalformed'],
    ['NaN', stats('NaN'), 'StatsMalformed'],
    ['infinity', stats('+Inf'), 'StatsMalformed'],
    ['the figure twice, even equal', stats(5, 'blockcache.bytes: 5\n'), 'StatsTwice'],
    ['the name inside another', 'xblockcache.bytes: 5\nblockcache.bytesTotal: 6\n', 'StatsLackFigure'],
  ];
  for (const [what, stdout, code] of wrong) {
    it(`${what} is no figure: ${code}, never zero`, async () => {
      expect(codeOf(await look([pod(0)], () => ({ stdout })))).to.equal(code);
    });
  }

  it('takes numbers as engines print them', async () => {
    const seen = figures(await look([pod(0)], () => ({ stdout: 'blockcache.bytes: 1.25952e+08\r\n' })));
    expect(seen).to.include({ usedBytes: 125952000, ufsReadBytes: null, servedBytes: null, evictions: null });
  });

  it('takes a worker that holds more than it may for full, and says so', async () => {
    for (const over of [1.188, 1.345, 3.13]) {
      const seen = figures(
        await look([pod(0), pod(1)], ({ pod: name }) => ({
          stdout: stats(name.endsWith('0') ? Math.round(over * 128 * MIB) : 64 * MIB),
        })),
      );
      expect(seen).to.include({ usedBytes: 192 * MIB, capacityBytes: 256 * MIB });
      expect(seen.notes?.map(({ code }) => code)).to.include('PodsOverfull');
    }
  });

  it('has no figure where no worker serves', async () => {
    expect(codeOf(await look([pod(0, { ready: false })], () => ({ stdout: stats(1) })))).to.equal(
      'NoServingWorker',
    );
  });

  it('has no figure where the spec does not say how much a worker caches', async () => {
    const seen = await look([pod(0)], () => ({ stdout: stats(1) }), {
      spec: { tieredstore: { levels: [{ quotaList: '1Gi,1Gi' }] } },
    });
    expect(codeOf(seen)).to.equal('CapacityNotDeclared');
    expect(seen.pods).to.deep.equal([{ pod: 'spark-worker-0', usedBytes: 1, capacityBytes: null }]);
  });

  it('asks eight at a time, so that a large group does not stampede', async () => {
    let [inside, most] = [0, 0];
    const pods = Array.from({ length: 30 }, (_, i) => pod(i));
    const seen = await look(pods, async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      return { stdout: stats(MIB) };
    });
    expect(figures(seen).usedBytes).to.equal(30 * MIB);
    expect(most).to.equal(8);
  });

  it('a pod that hangs costs the others a lane, and itself its figure when the time is up', async () => {
    const limit = new AbortController();
    const pods = Array.from({ length: 12 }, (_, i) => pod(i));
    let answered = 0;
    const seen = await look(
      pods,
      ({ pod: name, signal }) => {
        if (name !== 'spark-worker-3') {
          if (++answered === 11) setImmediate(() => limit.abort());
          return { stdout: stats(MIB) };
        }
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(failure('ReadCancelled')));
        });
      },
      { expire: () => limit.signal },
    );
    expect(figures(seen)).to.include({ usedBytes: 11 * MIB, workers: 12, quality: 'lagging' });
    expect(figures(seen).notes?.at(-1)?.numbers).to.include({ pod: 'spark-worker-3', why: 'PodTimeout' });
  });

  it('does not take engine.url, for there is no one address', async () => {
    const means = patient({ allowed: new Set(['exec']), exec: async () => ({ stdout: stats(1) }) });
    const subject = { objects: juicefsObjects([pod(0)]), url: 'http://127.0.0.1:1', perPod: false };
    const { result } = await lookAtWorkers(subject, means);
    expect(codeOf({ result })).to.equal('EngineUrlUnused');
  });
});
