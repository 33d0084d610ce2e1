import type { Dice } from '../dice.ts';

/** A port of the master's Service, by its name. */
export interface Port {
  readonly name: string;
  readonly port: number;
}

/**
 * The master's four ports, drawn at random from the range that Fluid draws from; `web` is where the engine really listens.
 * Their order varies from runtime to runtime: go by the name.
 */
export function drawPorts(dice: Dice, web: number): Port[] {
  const drawn = ['rpc', 'job-rpc', 'job-web'].map((name) => ({ name, port: dice.between(20_000, 26_000) }));
  return dice.shuffled([...drawn, { name: 'web', port: web }]);
}
