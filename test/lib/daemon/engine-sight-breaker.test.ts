import { expect } from 'chai';
import type { Sight } from '../../../lib/daemon/ports.ts';
import { type Observation, sees } from '../../../lib/model/observation.ts';
import { describeReason } from '../../../lib/model/reasons/index.ts';
import type { Failure } from '../../../lib/runtimes/contract.ts';
import { steppedClock } from '../../support/stepped-clock.ts';
import { objectsOf, refused, sightOn, worker } from './watched.ts';

const ENGINE = [{ type: 'engine' as const, url: null, perPod: false }];
const PORT = 20_001;

/** Looks once in five seconds, so many times. @returns seconds at which the engine was asked */
function stage(manner: () => Failure | null) {
  const { clock, advance } = steppedClock();
  const { sight, askedAt, close } = sightOn(clock, manner);
  const one: Sight = sight.open();
  const objects = objectsOf('spark', PORT);
  const look = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      await one.look(objects, ENGINE, new AbortController().signal);
      await advance(5000);
    }
  };
  const reading = (): Observation['reading'] => {
    const seen = one.observe(objects, clock.now());
    if ('waiting' in seen) throw new Error(seen.waiting.code);
    return seen.observation.reading;
  };
  return { look, reading, objects, close, asked: () => askedAt(PORT).map((ms) => ms / 1000) };
}

describe('the breaker in the sight of one engine', () => {
  it('asks at each look while all is well', async () => {
    const { look, asked, close } = stage(() => null);
    await look(5);
    expect(asked()).to.deep.equal([0, 5, 10, 15, 20]);
    close();
  });

  for (const failure of [
    refused(PORT),
    { code: 'EngineTimeout', numbers: { address: 'x:1', limit: 3000 } },
    { code: 'EngineStatus', numbers: { address: 'x:1', status: 500 } },
  ] satisfies Failure[]) {
    it(`asks less and less often where it always fails, at least once a minute: ${failure.code}`, async () => {
      const { look, asked, reading, close } = stage(() => failure);
      await look(2);
      expect(reading()).to.include({ code: failure.code });
      await look(60);
      const gaps = asked()
        .slice(1)
        .map((second, i) => second - (asked()[i] as number));
      expect(gaps.slice(0, 6).every((gap, i) => i === 0 || gap >= (gaps[i - 1] as number))).to.equal(true);
      expect(gaps.slice(0, 2)).to.deep.equal([5, 5]);
      expect(Math.max(...gaps)).to.be.within(50, 60);
      expect(describeReason(sees(reading()) ? null : (reading() as { code: string }))).to.match(
        /^failed \d+ times in a row since 1970-01-01T00:00:00Z \(.+\): left alone, and asked again from 1970-01-01T00:0\d:\d\d/,
      );
      close();
    });
  }

  it('sees again with the first look that succeeds, and asks at each look from then on', async () => {
    let broken = true;
    const { look, asked, reading, close } = stage(() => (broken ? refused(PORT) : null));
    await look(6);
    broken = false;
    await look(20);
    expect(sees(reading())).to.equal(true);
    const last = asked().slice(-3);
    expect((last[2] as number) - (last[0] as number)).to.equal(10);
    close();
  });

  for (const [what, change] of [
    [
      'its address changes',
      (objects) => {
        objects.slices = objectsOf('spark', PORT + 1).slices;
      },
    ],
    [
      'its pod becomes ready',
      (objects) => {
        const [slice] = objects.slices;
        objects.slices = [
          {
            ...slice,
            endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true, serving: true } }],
          } as never,
        ];
      },
    ],
    [
      'a worker becomes ready',
      (objects) => {
        objects.workerPods = [worker('spark', 0), worker('spark', 1)];
      },
    ],
  ] as const satisfies readonly (readonly [string, (objects: ReturnType<typeof objectsOf>) => void])[]) {
    it(`asks at once where ${what}`, async () => {
      let asks = 0;
      const { look, objects, close } = stage(() => {
        asks++;
        return refused(PORT);
      });
      await look(20);
      const before = asks;
      await look(1);
      expect(asks, 'it rests').to.equal(before);
      change(objects);
      await look(1);
      expect(asks).to.equal(before + 1);
      close();
    });
  }

  it('does not rest where nobody was asked: an engine without an address is looked for at each look', async () => {
    const { look, objects, reading, close } = stage(() => null);
    objects.slices = [];
    await look(10);
    expect(reading()).to.include({ code: 'NoEndpoints' });
    close();
  });
});
