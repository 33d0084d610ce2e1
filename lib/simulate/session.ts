/** Plays one or several policies one after the other, or several datasets together, with a bar where somebody watches and it takes long. */
import type { Clock } from '../clock/clock.ts';
import type { PolicyInForce } from '../daemon/daemon.ts';
import type { ProgressOutput } from '../report/progress.ts';
import { progressBar } from './progress.ts';
import type { Scenario } from './scenario.ts';
import { type SimulateOptions, type Simulation, simulate, simulateTogether } from './simulate.ts';

export interface SessionOptions extends Omit<SimulateOptions, 'policy' | 'given' | 'scenario' | 'breathe'> {
  readonly policies: readonly PolicyInForce[];
  readonly scenario: Scenario;
  readonly watcher: ProgressOutput;
  /** Real time: for the bar only. */
  readonly clock: Clock;
}

/** @returns one simulation a policy, in their order */
export async function playAll(options: SessionOptions): Promise<readonly Simulation[]> {
  const { policies, watcher, clock, ...wishes } = options;
  const bar = progressBar(watcher, clock);
  const simulations: Simulation[] = [];
  try {
    for (const [done, policy] of policies.entries()) {
      const breathe = async (share: number) => {
        bar.at((done + share) / policies.length);
        await clock.sleep(0);
      };
      simulations.push(await simulate({ ...wishes, policy, breathe }));
    }
  } finally {
    bar.end();
  }
  return simulations;
}

/** @returns one simulation a dataset of the scenario, in their order */
export async function playDatasets({
  policies,
  watcher,
  clock,
  ...wishes
}: SessionOptions): Promise<readonly Simulation[]> {
  const bar = progressBar(watcher, clock);
  const breathe = async (share: number) => {
    bar.at(share);
    await clock.sleep(0);
  };
  return simulateTogether(policies, { ...wishes, breathe }).finally(() => bar.end());
}
