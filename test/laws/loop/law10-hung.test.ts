import { expect } from 'chai';
import type { Clock } from '../../../lib/clock/clock.ts';
import { createDaemon } from '../../../lib/daemon/daemon.ts';
import type { KeeperPorts } from '../../../lib/daemon/desk.ts';
import { createGate } from '../../../lib/daemon/gate.ts';
import type { SightPort } from '../../../lib/daemon/ports.ts';
import { objectsOf, refused, sightOn } from '../../lib/daemon/watched.ts';
import { plan } from '../../lib/decide/make.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

const FIRST = 20_000;
const SPAN_MS = 180_000;

/** Whether an engine answers well, and when; by its number. */
type Manner = (n: number, clock: Pick<Clock, 'sleep'>) => Promise<boolean>;

/** A daemon with so many datasets, of which some engines hang and some flap. @returns when each engine was asked, by number */
async function run(
  datasets: number,
  manner: Manner,
  through: (sight: SightPort) => SightPort = (sight) => sight,
): Promise<(readonly number[])[]> {
  const { clock, advance } = steppedClock();
  const { sight, askedAt, close } = sightOn(clock, async (port) =>
    (await manner(port - FIRST, clock)) ? null : refused(port),
  );
  const names = Array.from({ length: datasets }, (_, n) => `set-${n}`);
  const objects = new Map(names.map((name, n) => [name, objectsOf(name, FIRST + n)]));
  const ports: KeeperPorts = {
    clock,
    sight: through(sight),
    cluster: {
      synced: () => true,
      objects: (_, name) => objects.get(name) ?? objectsOf(name, 1),
      unseen: () => [],
      onDatasetChange: () => undefined,
      patch: async () => ({ result: 'applied', text: '' }),
    },
    ledger: { append: async (entries) => entries.map((_, seq) => ({ seq, hash: '' })) },
    leadership: { holds: () => true, term: () => 1 },
    log: { info() {}, warn() {}, error() {}, debug() {} },
    hashes: new Map(),
    version: 'test',
    namespace: null,
  };
  const daemon = createDaemon(
    ports,
    { pace: { slowMs: 15_000, fastestMs: 1000 }, dryRun: false },
    () => null,
  );
  const document = plan({ policies: { threshold: { up: '90%' } } });
  const plans = names.map((dataset) => ({ ...document, dataset, hash: dataset }));
  const inForce = plans.map(
    (plan) => [`${plan.namespace}/${plan.dataset}`, { plan, file: '', text: '' }] as const,
  );
  await daemon.setPolicies(new Map(inForce));
  await advance(SPAN_MS);
  await daemon.stop();
  close();
  return names.map((_, n) => askedAt(FIRST + n));
}

describe('law 10: engines that hang or flap cost nobody else anything', () => {
  const well = async () => true;

  it('1 % hung and 1 % flapping of 200 change no other’s looks by a millisecond, for three minutes', async function () {
    this.timeout(120_000);
    const hangs = (n: number) => n < 2;
    const flaps = (n: number) => n === 2 || n === 3;
    let asked = 0;
    const plain = await run(200, well);
    const troubled = await run(200, async (n, clock) => {
      if (hangs(n)) await clock.sleep(3000);
      return !hangs(n) && !(flaps(n) && asked++ % 2 === 0);
    });
    expect(troubled.slice(4)).to.deep.equal(plain.slice(4));
    for (const looks of plain) expect(looks).to.have.lengthOf(12);
    for (const looks of troubled.slice(0, 2)) expect(looks).to.have.length.below(9);
  });

  it('notices one place for all reads: the others are late', async function () {
    this.timeout(120_000);
    const gate = createGate({ most: 1, aTurn: 1 });
    const inTurn = (port: SightPort): SightPort => ({
      open: () => {
        const sight = port.open();
        return { ...sight, look: (...looked) => gate.pass(() => sight.look(...looked)) };
      },
    });
    const hung: Manner = async (n, clock) => {
      if (n < 2) await clock.sleep(3000);
      return n >= 2;
    };
    const [plain, queued] = [await run(20, well), await run(20, hung, inTurn)];
    expect(queued.slice(2)).not.to.deep.equal(plain.slice(2));
  });
});
