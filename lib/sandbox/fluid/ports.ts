import type { Dice } from '../dice.ts';

/** A port of a Service or a container, by its name. */
export interface Port {
  readonly name: string;
  readonly port: number;
}

/**
 * The ports of a master's Service, drawn at random from the range that Fluid draws from; `real` is where the engine listens.
 * Their order varies from runtime to runtime: go by the name.
 */
export function drawPorts(
  dice: Dice,
  names: readonly string[],
  [low, high]: readonly [number, number],
  real: Port | null,
): Port[] {
  const drawn = names
    .filter((name) => name !== real?.name)
    .map((name) => ({ name, port: dice.between(low, high) }));
  return dice.shuffled(real === null ? drawn : [...drawn, real]);
}
