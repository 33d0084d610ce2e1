import { expect } from 'chai';
import type { ExecInPod } from '../../lib/kube/exec-contract.ts';
import { juicefsMissing } from '../support/binaries.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { type JuicefsMount, type JuicefsVolume, makeJuicefs } from '../support/juicefs.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Eyes, isHeld, openEyes, readingOf, type Seen, whyBlind } from './eyes.ts';
import { type Lab, objectsOf } from './objects.ts';

const MIB = 2 ** 20;
const CACHE = 128 * MIB;
/** Where Fluid's workers mount the volume of default/spark: pages say it, and whoever says another place is not believed. */
const MOUNT = '/runtime-mnt/juicefs/default/spark/juicefs-fuse';
/** By which a Dataset is one of the community edition. */
const COMMUNITY = { encryptOptions: [{ name: 'metaurl' }] };

describeNeeding(juicefsMissing(), 'a real JuiceFS community edition, seen by the daemon', (suite) => {
  suite.timeout(600_000).bail(true);
  let volume: JuicefsVolume;
  let lab: Lab;
  /** Of a document that lets each pod speak for itself, and of one that does not. */
  let eyes: Eyes;
  let apart: Eyes;
  const mounts: JuicefsMount[] = [];

  before('one worker', async () => {
    volume = await makeJuicefs(MOUNT);
    mounts.push(await volume.mount());
    const spec = { tieredstore: { levels: [{ mediumtype: 'SSD', path: '/cache', quota: '128Mi' }] } };
    lab = { kind: 'JuiceFSRuntime', spec, replicas: 1, size: '10.00GiB', mount: COMMUNITY, pages: pages() };
    eyes = openEyes(() => objectsOf(lab), { perPod: true });
    apart = openEyes(() => objectsOf(lab));
  });
  after(async () => {
    eyes?.close();
    apart?.close();
    await Promise.all(mounts.map((mount) => mount.stop()));
  });

  const pages = () => mounts.map(({ port }) => port);
  const first = () => mounts[0] as JuicefsMount;
  const onDisk = () => mounts.reduce((sum, mount) => sum + mount.cachedOnDisk(), 0);

  /** Looks until what is seen is what lies on the disks: pages on their way there are counted before they arrive. */
  const untilTrue = () =>
    eyes.until('the figures to be those of the disk', (seen) => {
      const before = onDisk();
      return whyBlind(seen) === null && readingOf(seen).usedBytes === before && before === onDisk();
    });

  it('shows what a worker holds, but takes it for no cache unless the document says so', async () => {
    const seen = await apart.look();
    expect(whyBlind(seen)).to.equal('WorkersDoNotShare');
    expect(isHeld(seen)).to.equal(true);
    expect(seen.observation.pods).to.deep.equal([
      { pod: 'spark-worker-0', usedBytes: 0, capacityBytes: CACHE },
    ]);
    const { capacityBytes, usedBytes, workers } = readingOf(await eyes.look());
    expect({ capacityBytes, usedBytes, workers }).to.deep.equal({
      capacityBytes: CACHE,
      usedBytes: 0,
      workers: 1,
    });
  });

  it('sees that writing fills nothing and reading does, to the byte', async () => {
    const file = await first().write(64 * MIB);
    expect(readingOf(await untilTrue()).usedBytes).to.equal(0);
    await first().read(file);
    expect(readingOf(await untilTrue()).usedBytes).to.be.at.least(64 * MIB);
    expect(isHeld(await eyes.look())).to.equal(true);
  });

  it('sees a full cache as full, at every look from then on, however it swings while it evicts', async () => {
    const file = await first().write(400 * MIB);
    const looks: Seen[] = [];
    let reading = true;
    const read = (async () => {
      for (let times = 0; times < 3; times++) await first().read(file);
    })().finally(() => {
      reading = false;
    });
    while (reading) looks.push(await eyes.look());
    await read;
    looks.push(await untilTrue());

    expect(looks.map(whyBlind)).to.deep.equal(looks.map(() => null));
    const full = looks.findIndex(({ grower }) => grower.reason.code !== 'BelowThreshold');
    expect(full, 'looks until it was full').to.be.within(0, looks.length - 2);
    for (const seen of looks.slice(full))
      expect(seen.grower).to.include({ outcome: 'move', current: 1, target: 3 });
    for (const seen of looks) expect(readingOf(seen).usedBytes).to.be.at.most(CACHE);
    const rest = looks.at(-1) as Seen;
    expect(readingOf(rest).usedBytes / CACHE, 'full, at rest').to.be.within(0.9, 1);
    expect(readingOf(rest).counters?.evicted).to.be.above(0);
  });

  it('waits no longer than its limit for a worker that hangs', async () => {
    const impatient = openEyes(() => objectsOf(lab), { perPod: true, timeoutMs: 1000 });
    first().signal('SIGSTOP');
    const hung = await impatient.until('a look that hangs', (seen) => whyBlind(seen) !== null);
    first().signal('SIGCONT');
    impatient.close();
    expect([whyBlind(hung), isHeld(hung)]).to.deep.equal(['PodTimeout', true]);
    await untilTrue();
  });

  it('adds two workers up, each as it holds its own', async () => {
    mounts.push(await volume.mount());
    lab = { ...lab, replicas: 2, pages: pages() };
    const second = mounts[1] as JuicefsMount;
    await second.read(await second.write(32 * MIB));
    const seen = await untilTrue();
    expect(readingOf(seen)).to.include({ capacityBytes: 2 * CACHE, workers: 2 });
    const pods = mounts.map((mount, ordinal) => ({
      pod: `spark-worker-${ordinal}`,
      usedBytes: mount.cachedOnDisk(),
      capacityBytes: CACHE,
    }));
    expect(seen.observation.pods).to.deep.equal(pods);
    expect(whyBlind(await apart.look())).to.equal('WorkersDoNotShare');
  });

  it('lets nothing shrink by what one of two says while the other hangs', async () => {
    const impatient = openEyes(() => objectsOf(lab), { perPod: true, timeoutMs: 1000 });
    first().signal('SIGSTOP');
    const seen = await impatient.until('one to hang', (one) => readingOf(one).quality !== undefined);
    first().signal('SIGCONT');
    impatient.close();
    const { quality, notes } = readingOf(seen);
    expect(quality).to.equal('lagging');
    expect(notes.map(({ code }) => code)).to.include('PodsPartial');
    expect(seen.shrinker).to.include({ target: 2 });
    expect(seen.observation.pods?.[0]).to.deep.include({ pod: 'spark-worker-0' }).and.to.have.property('why');
    await untilTrue();
  });

  it('does not believe a page of another mount', async () => {
    const stranger = await (await makeJuicefs('/mnt/elsewhere')).mount();
    mounts.push(stranger);
    const strange = openEyes(() => objectsOf({ ...lab, replicas: 1, pages: [stranger.port] }), {
      perPod: true,
    });
    const seen = await strange.look();
    strange.close();
    expect([whyBlind(seen), isHeld(seen)]).to.deep.equal(['PodIsAnother', true]);
    await mounts.pop()?.stop();
  });

  it('reads .stats to its end, but takes no figure of one edition for one of the other', async () => {
    const asked: (readonly string[])[] = [];
    const exec: ExecInPod = async ({ command }) => {
      asked.push(command);
      return { stdout: await first().cat('.stats') };
    };
    const enterprise = () => objectsOf({ ...lab, replicas: 1, mount: {} });
    const inside = openEyes(enterprise, { exec });
    const seen = await waitFor(() => inside.look(), { what: 'a look' });
    inside.close();
    expect(asked).to.deep.equal([['cat', `${MOUNT}/.stats`]]);
    expect([whyBlind(seen), isHeld(seen)]).to.deep.equal(['StatsLackFigure', true]);
    const outside = openEyes(enterprise);
    expect(whyBlind(await outside.look())).to.equal('ExecNotAllowed');
    outside.close();
  });

  it('says that a killed worker refuses; started again it counts up from nothing, and nothing shrinks meanwhile', async () => {
    const whole = readingOf(await untilTrue());
    const seen: Seen[] = [];
    const until = (what: string, wanted: (seen: Seen) => boolean) =>
      eyes.until(what, (one) => {
        seen.push(one);
        return wanted(one);
      });
    const whyOf = ({ observation: { pods } }: Seen) => {
      const [pod] = pods ?? [];
      return pod !== undefined && 'why' in pod ? pod.why.code : null;
    };
    first().signal('SIGSTOP', 'watching'); // or it would be there again before anybody has looked
    first().signal('SIGKILL');
    await until('nobody to listen', (one) => whyOf(one) === 'EngineRefused');
    first().signal('SIGCONT', 'watching');
    await until('the worker to be back', (one) => whyOf(one) === null);
    await until('all of its cache to be counted', (one) => readingOf(one).usedBytes >= 0.9 * whole.usedBytes);
    expect(readingOf(await untilTrue()).usedBytes / whole.usedBytes).to.be.within(0.9, 1);
    for (const one of seen) expect(one.shrinker, JSON.stringify(one.observation)).to.include({ target: 2 });
    // By what it says while it is gone a plain ratio would do with one.
    const lowest = Math.min(...seen.map((one) => readingOf(one).usedBytes));
    expect(lowest / CACHE).to.be.below(0.8);
  });
});
