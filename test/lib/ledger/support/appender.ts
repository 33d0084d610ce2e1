/**
 * A process that owns the ledger in the folder given and appends a step for each number it reads, answering `done N` when
 * it is on the disk, or the error. Ends when its input does. `flood` appends by itself, as fast as it can, on many hands.
 */
import { createInterface } from 'node:readline';
import { realClock } from '../../../../lib/clock/clock.ts';
import type { Entry } from '../../../../lib/ledger/entry.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';

const [folder = '', mode] = process.argv.slice(2);

function say(text: string): void {
  process.stdout.write(`${text.replaceAll('\n', ' ')}\n`);
}

const ledger = await openLedger({ folder, clock: realClock, maxSegmentBytes: 64 * 1024 }).catch((error) => {
  say(`${error.code} ${error.message}`);
  process.exit(1);
});
say('open');

async function appendOne(n: number): Promise<void> {
  try {
    await ledger.append({ kind: 'step', n, padding: 'x'.repeat(200) } as Entry);
    say(`done ${n}`);
  } catch (error) {
    say(String((error as { code?: string }).code) + String(error));
  }
}

if (mode === 'flood') {
  let n = 0;
  const hand = async () => {
    for (;;) {
      n += 1;
      await appendOne(n);
    }
  };
  await Promise.all(Array.from({ length: 16 }, hand));
}

for await (const line of createInterface({ input: process.stdin })) await appendOne(Number(line));
await ledger.close();
