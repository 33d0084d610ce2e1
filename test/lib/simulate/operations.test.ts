import { expect } from 'chai';
import { tasksOf } from '../../../lib/signals/tasks.ts';
import { loadScenario } from '../../../lib/simulate/scenario.ts';
import { createWorld } from '../../../lib/simulate/world.ts';
import { scenarioText } from './make.ts';

const LEAST = '  duration: 3d\n  dataset: { size: 1GiB }\n  workers: { capacity: 4GiB }\n';
const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function worldOf(loads: string) {
  const { scenario, faults } = loadScenario(scenarioText(`${LEAST}  loads:\n    - ${loads}`), 's.yaml');
  if (scenario === null) throw new Error(JSON.stringify(faults));
  return createWorld({ scenario, seed: 1, namespace: 'default', name: 'spark' });
}

function faultOf(loads: string): string {
  const [fault] = loadScenario(scenarioText(`${LEAST}  loads:\n    - ${loads}`), 's.yaml').faults;
  return `${fault?.path}: ${fault?.problem}; ${fault?.allowed}`;
}

/** How the DataLoads are seen so long after the start. */
function seenAt(world: ReturnType<typeof worldOf>, after: number): string[] {
  while (world.now() < START + after) world.advance(START + after);
  const objects = world.objects();
  return tasksOf(objects).map(({ name, phase, startedAt, endedAt }) => {
    const of = (at: number | null) => (at === null ? '-' : String((at - START) / MINUTE));
    return `${name} ${phase} ${of(startedAt)} ${endedAt === null ? '-' : 'ended'}`;
  });
}

describe('a simulated DataLoad', () => {
  it('is there only while it runs, where nobody announces it', () => {
    const world = worldOf('{ at: 10m, rate: 2MiB/s }');
    expect(seenAt(world, 9 * MINUTE)).to.deep.equal([]);
    expect(seenAt(world, 11 * MINUTE)).to.deep.equal(['spark-load-1 Executing - -']);
    expect(seenAt(world, HOUR)).to.deep.equal([]);
  });

  it('is pending before its data flows, and told as over', () => {
    const world = worldOf('{ at: 10m, pending: 5m, rate: 2MiB/s }');
    expect(seenAt(world, 9 * MINUTE)).to.deep.equal([]);
    expect(seenAt(world, 14 * MINUTE)).to.deep.equal(['spark-load-0 Pending - -']);
    expect(world.truth().loading).to.equal(false);
    expect(seenAt(world, 16 * MINUTE)).to.deep.equal(['spark-load-0 Executing - -']);
    expect(world.truth().loading).to.equal(true);
    expect(seenAt(world, HOUR)).to.deep.equal(['spark-load-0 Complete - ended']);
  });

  it('recurs by its schedule, and is there from the start', () => {
    const world = worldOf('{ at: 0s, schedule: "30 7 * * *", rate: 2MiB/s }');
    expect(seenAt(world, MINUTE)).to.deep.equal(['spark-load-0 Pending - -']);
    expect(seenAt(world, 7.5 * HOUR + MINUTE)).to.deep.equal(['spark-load-0 Executing 450 -']);
    expect(seenAt(world, 9 * HOUR)).to.deep.equal(['spark-load-0 Complete 450 ended']);
    expect(seenAt(world, 31.5 * HOUR + 1000)).to.deep.equal(['spark-load-0 Complete 1890 ended']);
  });

  it('has a schedule that is one, and that alone says when', () => {
    expect(faultOf('{ at: 0s, schedule: nightly, rate: 2MiB/s }')).to.match(
      /^spec\.loads\[0\]\.schedule: .*cron schedule/,
    );
    expect(faultOf('{ at: 0s, schedule: "30 7 * * *", every: 1d, rate: 2MiB/s }')).to.include(
      'leave out every, times and on',
    );
  });
});
