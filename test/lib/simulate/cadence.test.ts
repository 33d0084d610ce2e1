import { expect } from 'chai';
import type { PolicyInForce } from '../../../lib/daemon/daemon.ts';
import type { Simulation } from '../../../lib/simulate/simulate.ts';
import type { Truth } from '../../../lib/simulate/truth.ts';
import { ARTICLE_POLICY, policyOf, run } from './make.ts';

const policy = (spec: string): PolicyInForce =>
  policyOf(
    `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\nspec:\n  dataset: spark\n${spec}\n`,
  );

const CACHE = '  dataset: { size: 2.71GiB }\n  workers: { capacity: 1GiB }';
const START = Date.UTC(2026, 0, 1);

interface Watched {
  readonly simulation: Simulation;
  /** The instants of all looks, seconds. */
  readonly looks: readonly number[];
  /** When the cache was really 90 % full, seconds; null: never. */
  readonly crossed: number | null;
}

async function watch(spec: string, by: PolicyInForce = ARTICLE_POLICY): Promise<Watched> {
  const looks: number[] = [];
  let crossed: number | null = null;
  const onState = (
    at: number,
    { heldBytes, capacityBytes }: Truth,
    { decision }: { decision: { at: number } | null },
  ) => {
    const second = (at - START) / 1000;
    if (heldBytes >= 0.9 * capacityBytes && capacityBytes > 0) crossed ??= second;
    if (decision !== null && looks.at(-1) !== (decision.at - START) / 1000)
      looks.push((decision.at - START) / 1000);
  };
  const simulation = await run(spec, { policy: by, jump: false, onState });
  return { simulation, looks, crossed };
}

const secondsOf = ({ changes }: Simulation) => changes.map(({ at }) => (at - START) / 1000);

describe('the cadence of looks on virtual time', () => {
  for (const rate of [5, 20, 40, 80, 160]) {
    it(`patches the article's case within about a second of the crossing, loading at ${rate} MiB/s`, async () => {
      const spec = `  duration: 10m\n${CACHE}\n  loads: [{ at: 7s, rate: ${rate}MiB/s }]`;
      const { simulation, crossed } = await watch(spec);
      const [patched] = secondsOf(simulation);
      // Blocks on their way count as used, so that the engine may say so before.
      expect((patched ?? Number.NaN) - (crossed ?? Number.NaN)).to.be.within(-3, 2);
    });
  }

  it('reads a quiet dataset at the slow interval only, for a whole day', async () => {
    const { looks } = await watch(`  duration: 24h\n${CACHE}`);
    expect(looks).to.deep.equal(Array.from({ length: 24 * 240 }, (_, i) => i * 15));
  });

  it('reads one that holds all of its dataset, and is read, at the slow interval only', async () => {
    const spec = `  duration: 2h\n  dataset: { size: 2.71GiB }\n  workers: { capacity: 1GiB, replicas: 4 }
  loads: [{ at: 5s, rate: 100MiB/s }]\n  reads: [{ at: 10m, rate: 200MiB/s }]`;
    const { looks } = await watch(spec);
    const later = looks.filter((second) => second >= 900);
    expect(later).to.deep.equal(Array.from({ length: 420 }, (_, i) => 900 + i * 15));
  });

  it('does not hurry where nothing could be done: at its maximum, paused, held by another', async () => {
    const loading = `  duration: 2m\n${CACHE}\n  loads: [{ at: 7s, rate: 10MiB/s }]`;
    for (const idle of [
      policy('  replicas: { min: 1, max: 1 }\n  policies: { threshold: { up: 90% } }'),
      policy(
        '  replicas: { max: 4 }\n  mode: paused\n  paused: { by: ops, why: an audit }\n  policies: { threshold: { up: 90% } }',
      ),
      policy('  replicas: { max: 4 }\n  policies: { threshold: { up: 90% }, scaleUp: disabled }'),
    ]) {
      const { looks } = await watch(loading, idle);
      // Besides its slots only the load's coming, running and end.
      expect(
        looks.filter((second) => second % 15 !== 0),
        idle.text,
      ).to.have.length.below(4);
    }
  });

  it('hurries in a dry run as it does when it counts', async () => {
    const spec = `  duration: 10m\n${CACHE}\n  loads: [{ at: 7s, rate: 40MiB/s }]`;
    const text =
      '  replicas: { max: 4 }\n  policies: { threshold: { up: 90% }, step: { up: [{ pods: 2, per: 10m }] } }';
    const dry = await watch(spec, policy(`${text}\n  mode: dry-run`));
    const real = await watch(spec, policy(text));
    const would = dry.simulation.decisions.find(({ outcome }) => outcome === 'would');
    expect(would?.at).to.equal(real.simulation.changes[0]?.at);
  });

  it('looks at the very end of what holds a wish back', async () => {
    const spec = `  duration: 20m\n  dataset: { size: 2.71GiB, sizeKnown: false }\n  workers: { capacity: 1GiB }
  loads: [{ at: 7s, rate: 5MiB/s }]`;
    const stepped = policy(
      '  replicas: { max: 4 }\n  policies: { threshold: { up: 50% }, step: { up: [{ pods: 1, per: 47s }] } }',
    );
    const { simulation } = await watch(spec, stepped);
    const [first, second] = secondsOf(simulation);
    expect((second ?? 0) - (first ?? 0)).to.be.at.least(47);
    const held = simulation.decisions.filter(({ reason }) => reason?.code.startsWith('Step'));
    for (const { at } of held.filter(({ outcome }) => outcome === 'hold'))
      expect(simulation.changes.some((change) => change.at > at)).to.equal(true);
  });

  it('goes no faster than its fastest, nor slower than its slow interval, whatever the load', async () => {
    const spec = `  duration: 2h\n  interval: 30s\n  fastest: 2s\n  dataset: { size: 9GiB }
  workers: { capacity: 1GiB }\n  loads: [{ at: 7s, rate: 3MiB/s }]\n  reads: [{ at: 1h, rate: 20MiB/s, for: 20m }]`;
    const { looks, simulation } = await watch(spec);
    const gaps = looks.slice(1).map((second, i) => second - (looks[i] as number));
    expect(Math.max(...gaps)).to.be.at.most(30);
    // What a watch shows is looked at at once.
    const planned = looks.filter((second) => Number.isInteger(second / 2));
    expect(Math.min(...planned.slice(1).map((second, i) => second - (planned[i] as number)))).to.be.at.least(
      2,
    );
    expect(simulation.changes).to.have.length.above(0);
  });
});
