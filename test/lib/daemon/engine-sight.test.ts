import { expect } from 'chai';
import { engineSight } from '../../../lib/daemon/engine-sight.ts';
import type { Sight } from '../../../lib/daemon/ports.ts';
import type { Blind, Observation, Reading } from '../../../lib/model/observation.ts';
import { ENGINE, type SourceSpec, STATUS } from '../../../lib/model/source.ts';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import { type Served, serve } from '../runtimes/engine-server.ts';
import { GIB, metricsAt, thin } from '../runtimes/given/objects.ts';

/** A page whose figures can be changed, and how often it was asked. */
interface Page extends Served {
  asked: number;
  usedBytes: number;
  status: number;
}

describe('the sight of several sources', () => {
  const agents = engineAgents();
  const open: Served[] = [];
  let now = 0;
  let monotonic = 0;
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));
  after(() => closeAgents(agents));
  beforeEach(() => {
    now = Date.parse('2026-11-22T13:00:00Z');
    monotonic = 1000;
  });

  const page = async (usedBytes: number): Promise<Page> => {
    const told = { asked: 0, usedBytes, status: 200 };
    const server = await serve((_, response) => {
      told.asked++;
      response.statusCode = told.status;
      response.end(`used_bytes ${told.usedBytes}\ncapacity_bytes ${4 * GIB}\nworkers 2\n`);
    });
    open.push(server);
    return Object.assign(told, server);
  };
  const sourceAt = ({ host }: Served): SourceSpec => metricsAt(`http://${host}/`);
  const opened = (): Sight => {
    const clock = { now: () => now, monotonic: () => monotonic, sleep: async () => {} };
    return engineSight({ clock, agents, staleAfterMs: 30_000 }).open();
  };
  const objects = thin();
  const look = async (sight: Sight, sources: readonly SourceSpec[]): Promise<Observation> => {
    now += 5000;
    monotonic += 5000;
    await sight.look(objects, sources, new AbortController().signal);
    const seen = sight.observe(objects, now);
    if ('waiting' in seen) throw new Error(seen.waiting.code);
    return seen.observation;
  };
  const readingOf = async (sight: Sight, sources: readonly SourceSpec[]): Promise<Reading> => {
    const { reading } = await look(sight, sources);
    if ('blind' in reading) throw new Error(reading.code);
    return reading;
  };

  it('asks the first alone while it sees, and the next as soon as it does not', async () => {
    const [first, second] = [await page(GIB), await page(2 * GIB)];
    const sources = [sourceAt(first), sourceAt(second)];
    const sight = opened();
    expect(await readingOf(sight, sources)).to.include({ usedBytes: GIB });
    expect([first.asked, second.asked]).to.deep.equal([1, 0]);
    first.status = 503;
    const fallen = await readingOf(sight, sources);
    expect(fallen).to.include({ usedBytes: 2 * GIB });
    expect(fallen.notes.map(({ code }) => code)).to.deep.equal(['SourceUnavailable']);
    expect([first.asked, second.asked]).to.deep.equal([2, 1]);
    first.status = 200;
    expect(await readingOf(sight, sources)).to.include({ usedBytes: GIB });
    expect([first.asked, second.asked]).to.deep.equal([3, 1]);
  });

  it('says why each before it does not see, in their order', async () => {
    const [first, second, third] = [await page(GIB), await page(GIB), await page(GIB)];
    first.status = 404;
    second.status = 401;
    const { notes } = await readingOf(opened(), [ENGINE, ...[first, second, third].map(sourceAt)]);
    // The engine of a kind that has none is nothing to mend.
    expect(notes.map(({ code }) => code)).to.deep.equal(['SourceNotFound', 'SourceForbidden']);
  });

  it('is blind for the reason of the most trusted one where none sees, and says those of the others beside it', async () => {
    const [first, second] = [await page(GIB), await page(GIB)];
    first.status = 404;
    second.status = 503;
    const { reading } = await look(opened(), [ENGINE, sourceAt(first), sourceAt(second), STATUS]);
    const { code, others = [] } = reading as Blind;
    expect(code).to.equal('SourceNotFound');
    // The status of a kind without an engine is nothing to mend.
    expect(others.map((other) => other.code)).to.deep.equal(['SourceUnavailable']);
  });

  it('remembers of each source by itself: a peak of one is none of another, and is still there afterwards', async () => {
    const [first, second] = [await page(3 * GIB), await page(GIB)];
    const sources = [sourceAt(first), sourceAt(second)];
    const sight = opened();
    expect(await readingOf(sight, sources)).to.include({ peakBytes: 3 * GIB });
    first.status = 503;
    expect(await readingOf(sight, sources)).to.include({ usedBytes: GIB, peakBytes: GIB });
    first.status = 200;
    first.usedBytes = 2 * GIB;
    expect(await readingOf(sight, sources)).to.include({ usedBytes: 2 * GIB, peakBytes: 3 * GIB });
  });

  it('takes no fall of capacity from one source to the next for a worker that was lost', async () => {
    const [first, second] = [await page(GIB), await page(GIB)];
    const small = await serve((_, response) =>
      response.end(`used_bytes 1\ncapacity_bytes ${GIB}\nworkers 1\n`),
    );
    open.push(small);
    const sources = [sourceAt(first), sourceAt(small)];
    const sight = opened();
    await readingOf(sight, sources);
    first.status = 503;
    const { notes } = await readingOf(sight, sources);
    expect(notes.map(({ code }) => code)).to.not.include('CapacityJumped');
    expect(second.asked).to.equal(0);
  });

  it('keeps what it remembers when the document changes elsewhere, and not of a source described otherwise', async () => {
    const first = await page(3 * GIB);
    const sight = opened();
    await readingOf(sight, [sourceAt(first)]);
    first.usedBytes = GIB;
    expect(await readingOf(sight, [sourceAt(first)])).to.include({ peakBytes: 3 * GIB });
    const other = metricsAt(`http://${first.host}/`, { maxAgeMs: 60_000 });
    expect(await readingOf(sight, [other])).to.include({ peakBytes: GIB });
  });

  it('believes a look up to its limit of age, and not a millisecond later', async () => {
    const first = await page(GIB);
    const sight = opened();
    const sources = [sourceAt(first)];
    await readingOf(sight, sources);
    const at = (ms: number) => {
      const seen = sight.observe(objects, now + ms);
      return 'waiting' in seen ? seen.waiting : seen.observation.reading;
    };
    expect(at(30_000)).to.include({ usedBytes: GIB });
    expect(at(30_001)).to.include({ blind: true, code: 'ReadingStale' });
  });
});
