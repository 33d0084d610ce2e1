/** A bar on a terminal for runs that take long. */
import type { Clock } from '../clock/clock.ts';
import type { ProgressOutput } from '../report/progress.ts';

/** A run that is over sooner needs no bar, real ms. */
const PATIENCE_MS = 1000;
const WIDTH = 30;

export interface Progress {
  /** How much is done, 0 to 1. */
  at(share: number): void;
  /** Takes the bar away. */
  end(): void;
}

export function progressBar(output: ProgressOutput, clock: Clock): Progress {
  const began = clock.monotonic();
  let drawn = '';
  return {
    at: (share) => {
      if (output.isTTY !== true || clock.monotonic() - began < PATIENCE_MS) return;
      const done = Math.floor(share * WIDTH);
      const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${Math.floor(share * 100)}%`;
      if (bar === drawn) return;
      drawn = bar;
      output.write(`\r${bar}`);
    },
    end: () => {
      if (drawn !== '') output.write('\r\x1b[K');
      drawn = '';
    },
  };
}
