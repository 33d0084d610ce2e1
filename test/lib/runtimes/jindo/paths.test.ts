import { expect } from 'chai';
import { closeAgents } from '../../../../lib/runtimes/agents.ts';
import type { Led, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { patient, type Served, serve } from '../engine-server.ts';
import { ENGINES, look, type TriedEngine } from '../masters/engines.ts';
import { codeSaid } from '../said.ts';

const [JINDO] = ENGINES.filter(({ kind }) => kind === 'JindoRuntime') as [TriedEngine];
const NEW = '/jindometrics/prometheus';
const OLD = '/metrics/prometheus';

describe('the page of a Jindo master', () => {
  let server: Served;
  let paths: Record<string, { readonly status?: number; readonly text: string }>;
  let asked: string[];
  let options: ReadOptions;
  let led: Led;
  beforeEach(async () => {
    paths = {};
    asked = [];
    led = { url: null, workers: 0 };
    options = patient({ led });
    server = await serve(({ url = '' }, response) => {
      asked.push(url);
      const { status = 200, text } = paths[url] ?? { status: 404, text: 'no such page' };
      response.writeHead(status).end(text);
    });
  });
  afterEach(async () => {
    closeAgents(options.agents);
    await server.close();
  });
  const said = async (url = `http://${server.host}`): Promise<string> => {
    const result = await look(JINDO, options, { url });
    return 'blind' in result ? codeSaid(result) : 'figures';
  };
  const page = { text: JINDO.page };

  it('is at the path Fluid scrapes', async () => {
    paths = { [NEW]: page, [OLD]: page };
    expect(await said()).to.equal('figures');
    expect(asked).to.deep.equal([NEW]);
  });

  const ELSEWHERE: [string, { status?: number; text: string } | null][] = [
    ['404', null],
    ['400', { status: 400, text: '' }],
    ['HTML in a 200', { text: '<html>brpc</html>\n' }],
    ['nothing', { text: '' }],
  ];
  for (const [what, first] of ELSEWHERE)
    it(`is looked for at the older path where the first gives ${what}, and is found there from then on`, async () => {
      paths = first === null ? { [OLD]: page } : { [NEW]: first, [OLD]: page };
      expect(await said()).to.equal('figures');
      expect(await said()).to.equal('figures');
      expect(asked).to.deep.equal([NEW, OLD, OLD]);
    });

  it('is found again where it came from when the engine is replaced by a newer one', async () => {
    paths = { [OLD]: page };
    await said();
    paths = { [NEW]: page };
    expect(await said()).to.equal('figures');
    expect(asked).to.deep.equal([NEW, OLD, OLD, NEW]);
  });

  const ONCE: [string, { status?: number; text: string }, string][] = [
    ['cannot answer', { status: 503, text: '' }, 'EngineUnavailable'],
    ['forbids', { status: 403, text: '' }, 'EngineForbidden'],
    ['shows half a page', { text: JINDO.page.slice(0, -4) }, 'EngineTruncated'],
    ['shows a page without figures', { text: 'up 1\n' }, 'EngineLacksMetrics'],
  ];
  for (const [what, answer, code] of ONCE)
    it(`is not looked for elsewhere when the engine ${what}`, async () => {
      paths = { [NEW]: answer, [OLD]: page };
      expect(await said()).to.equal(code);
      expect(asked).to.deep.equal([NEW]);
    });

  it('has the reason of the first path when it is at neither', async () => {
    paths = { [NEW]: { text: '<html>\n' } };
    expect(await said()).to.equal('EngineNotMetrics');
  });

  it('has the reason of the second when there is something, but not well', async () => {
    paths = { [OLD]: { status: 503, text: '' } };
    expect(await said()).to.equal('EngineUnavailable');
  });

  it('is only where engine.url says when that names a path', async () => {
    paths = { [NEW]: page, '/here': { status: 404, text: '' } };
    expect(await said(`http://${server.host}/here`)).to.equal('EngineNotFound');
    expect(asked).to.deep.equal(['/here']);
  });
});
