import { expect } from 'chai';
import type { Blind } from '../../../../lib/model/observation.ts';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import type { EngineFigures } from '../../../../lib/runtimes/contract.ts';
import { patient, serve } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { addressOf, changed, ENGINES, read, STANDBY_PAGE, type TriedEngine, zeros } from './engines.ts';

/** What the engine's master, asked over HTTP, is understood to say when it shows this page. */
async function readPage(engine: TriedEngine, page: string): Promise<EngineFigures | Blind> {
  const server = await serve((_, response) => response.end(page));
  const options = patient();
  const result = await read(engine, addressOf(engine, server), options);
  closeAgents(options.agents);
  await server.close();
  return result;
}

for (const engine of ENGINES)
  describe(`a page of a master of ${engine.kind}, over HTTP`, () => {
    const { page, names } = engine;
    const { capacity, used, workers } = names;
    const with_ = (values: Readonly<Record<string, string | null>>) => changed(page, values);
    const PAGES: [string, string, string][] = [
      ['nothing', '', 'EngineEmpty'],
      ['HTML', '<!DOCTYPE html><html></html>\n', 'EngineNotMetrics'],
      ['HTML after blank lines', '\n\n <html>\n', 'EngineNotMetrics'],
      ['JSON', '{"gauges":{}}\n', 'EngineNotMetrics'],
      ['a list in JSON', '[]\n', 'EngineNotMetrics'],
      ['the metrics of another program', '# HELP up\nup 1\n', 'EngineLacksMetrics'],
      ['what a master shows that does not lead', STANDBY_PAGE, 'EngineLacksMetrics'],
      [
        'no capacity series',
        with_({ [capacity]: null, jindofsx_ns_total_mem_cap: null }),
        'EngineLacksMetrics',
      ],
      ['no used series', with_({ [used]: null }), 'EngineLacksMetrics'],
      ['no workers series', with_({ [workers]: null }), 'EngineLacksMetrics'],
      ['half of itself', page.slice(0, page.length / 2), 'EngineTruncated'],
      ['itself without its last line feed', page.slice(0, -1), 'EngineTruncated'],
      ['zeros everywhere', zeros(engine), 'EngineAllZero'],
      ['no capacity, but workers', with_({ [capacity]: '0', [used]: '0' }), 'EngineCapacityZero'],
      ['no capacity, but something used', with_({ [capacity]: '0', [workers]: '0' }), 'EngineCapacityZero'],
      ['capacity, but no worker', with_({ [workers]: '0' }), 'EngineNoWorkers'],
      ['NaN for capacity', with_({ [capacity]: 'NaN' }), 'EngineNaN'],
      ['NaN for used', with_({ [used]: 'NaN' }), 'EngineNaN'],
      ['NaN for workers', with_({ [workers]: 'NaN' }), 'EngineNaN'],
      ['infinite capacity', with_({ [capacity]: '+Inf' }), 'EngineInfinite'],
      ['a number too big for a double', with_({ [capacity]: '1E999' }), 'EngineInfinite'],
      ['negative used', with_({ [used]: '-1.0' }), 'EngineNegative'],
      ['negative capacity', with_({ [capacity]: '-3' }), 'EngineNegative'],
      ['half a worker', with_({ [workers]: '1.5' }), 'EngineMalformed'],
      ['a word for used', with_({ [used]: 'much' }), 'EngineMalformed'],
      ['thousands with commas', with_({ [capacity]: '20,000,000' }), 'EngineMalformed'],
      ['two points in a number', with_({ [used]: '1534234.6.86' }), 'EngineMalformed'],
      ['used twice', `${page}${used} 1.0\n`, 'EngineDuplicateSeries'],
      ['used twice, with other labels', `${page}${used}{a="b"} 1.0\n`, 'EngineDuplicateSeries'],
      ['more than 110 % used', with_({ [capacity]: '1000', [used]: '1101' }), 'EngineUsedAboveCapacity'],
      ['exactly 110 % used', with_({ [capacity]: '1000', [used]: '1100' }), 'figures'],
      ['nothing used', with_({ [used]: '0' }), 'figures'],
      ['exponents', with_({ [capacity]: '4.0E9', [used]: '1.5e+09' }), 'figures'],
      ['the name of a needed series inside a label', `${page}other{metric="${used}"} 7\n`, 'figures'],
      ['lines of CRLF', page.replaceAll('\n', '\r\n'), 'figures'],
    ];
    for (const [what, text, code] of PAGES)
      it(`that shows ${what} is ${code === 'figures' ? 'read' : code}`, async () => {
        const result = await readPage(engine, text);
        expect('blind' in result ? codeSaid(result) : 'figures').to.equal(code);
        if ('blind' in result) expect(result.source).to.equal(engine.masters.source);
      });

    it('names the series that is missing, and what stands where a number should', async () => {
      expect(await readPage(engine, with_({ [used]: null }))).to.have.nested.property('numbers.metric', used);
      expect(await readPage(engine, with_({ [used]: 'much' }))).to.have.nested.property(
        'numbers.text',
        'much',
      );
    });
  });
