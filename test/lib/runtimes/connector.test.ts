import type { LookupAddress } from 'node:dns';
import { connect, type LookupFunction } from 'node:net';
import { expect } from 'chai';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import type { Agents } from '../../../lib/runtimes/contract.ts';
import { ask, within } from '../../../lib/runtimes/given/ask.ts';
import { gatherPage, readPage } from '../../../lib/runtimes/page.ts';
import { patient, type Served, serve } from './engine-server.ts';
import { codeSaid } from './said.ts';

/** A name server that answers one after the other, and what it was asked. No name is looked up for real. */
function resolver(...answers: (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, options, callback) => {
    asked.push(hostname);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    const found: LookupAddress[] = answer.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
  return { asked, resolve };
}

const OFF_LIMITS = [
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '[fe80::1]',
  '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '168.63.129.16',
];

describe('connecting to an address that a user gave', () => {
  const made: Agents[] = [];
  const servers: Served[] = [];
  const agentsWith = (resolve: LookupFunction, anywhere = false) => {
    const agents = engineAgents({ resolve, anywhere });
    made.push(agents);
    return agents;
  };
  afterEach(async () => {
    for (const agents of made.splice(0)) closeAgents(agents);
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const read = async (url: string, agents: Agents) => {
    const page = gatherPage();
    const failure = await readPage(new URL(url), patient({ agents }), page.take);
    if (failure === null) return { text: page.text() };
    return { code: codeSaid(failure), numbers: failure.numbers };
  };
  const page = async (text = 'here\n') => {
    const asked: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      asked.push(request.headers.host);
      response.end(text);
    });
    servers.push(server);
    return { ...server, asked };
  };

  for (const host of OFF_LIMITS) {
    for (const scheme of ['http', 'https']) {
      it(`refuses ${scheme}://${host} before there is a socket, and looks nothing up`, async () => {
        const { asked, resolve } = resolver();
        const agents = agentsWith(resolve);
        const result = await read(`${scheme}://${host}:9/latest/meta-data`, agents);
        expect(result).to.have.property('code', 'EngineOffLimits');
        expect(asked).to.deep.equal([]);
        expect(Object.values(agents.https.sockets).flat()).to.deep.equal([]);
      });
    }
  }

  for (const [what, addresses] of [
    ['a metadata address', ['169.254.169.254']],
    ['a link-local one', ['fe80::1%2']],
    ['a good address and a bad one', ['127.0.0.1', '100.100.100.200']],
    ['a mapped one', ['::ffff:a9fe:a9fe']],
  ] as const) {
    for (const scheme of ['http', 'https']) {
      it(`refuses a name that leads to ${what}, over ${scheme}, and says where it leads`, async () => {
        const agents = agentsWith(resolver(addresses).resolve);
        const result = await read(`${scheme}://metrics.example:9/`, agents);
        expect(result).to.have.property('code', 'EngineOffLimits');
        expect(result).to.deep.nested.property('numbers', {
          address: 'metrics.example:9',
          ip: addresses.at(-1),
        });
      });
    }
  }

  it('connects to the very address that was looked at: there is no second lookup to rebind', async () => {
    const server = await page();
    const { asked, resolve } = resolver(['127.0.0.1'], ['169.254.169.254']);
    const result = await read(`http://rebinds.example:${server.port}/`, agentsWith(resolve));
    expect(result).to.deep.equal({ text: 'here\n' });
    expect(asked).to.deep.equal(['rebinds.example']);
    expect(server.asked).to.deep.equal([`rebinds.example:${server.port}`]);
  });

  it('looks again for each new connection, and refuses it once the name leads elsewhere', async () => {
    const server = await serve((_, response) => response.setHeader('connection', 'close').end('here\n'));
    servers.push(server);
    const agents = agentsWith(resolver(['127.0.0.1'], ['169.254.169.254']).resolve);
    const url = `http://rebinds.example:${server.port}/`;
    expect(await read(url, agents)).to.deep.equal({ text: 'here\n' });
    expect(await read(url, agents)).to.have.property('code', 'EngineOffLimits');
  });

  for (const [url, host] of [
    ['http://prom.example/x', 'prom.example'],
    ['http://prom.example:80/x', 'prom.example'],
    ['http://prom.example:9090/x', 'prom.example:9090'],
    ['http://[::1]/x', '[::1]'],
    ['http://[::1]:9090/x', '[::1]:9090'],
  ] as const)
    it(`asks ${url} for the host ${host}`, async () => {
      const server = await page();
      const agents = {
        ...agentsWith(resolver().resolve),
        http: () => connect(Number(server.port), '127.0.0.1'),
      };
      expect(await read(url, agents)).to.deep.equal({ text: 'here\n' });
      const headers = {};
      const trust = { ca: null, serverName: null };
      const given = { url: new URL(url), accept: '*/*', headers, trust, maxBytes: 100, take: () => {} };
      await within(patient({ agents }), (deadline) => ask({ ...given, deadline }, patient({ agents })));
      expect(server.asked).to.deep.equal([host, host]);
    });

  it('does not follow a redirect there either', async () => {
    const server = await serve((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    servers.push(server);
    const result = await read(`http://${server.host}/`, agentsWith(resolver().resolve));
    expect(result).to.have.property('code', 'EngineRedirectsElsewhere');
  });

  it('hands on what the resolver says went wrong', async () => {
    const failing: LookupFunction = (_host, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '');
    expect(await read('http://nowhere.example/', agentsWith(failing))).to.have.property(
      'code',
      'EngineUnresolvable',
    );
  });

  it('asks anywhere where that was allowed', async () => {
    const server = await page();
    // What it is handed for the name is a loopback address: tests reach no other.
    const asked: string[] = [];
    const resolve: LookupFunction = (hostname, options, callback) => {
      asked.push(hostname);
      resolver(['127.0.0.1']).resolve(hostname, options, callback);
    };
    const agents = agentsWith(resolve, true);
    expect(await read(`http://metadata.example:${server.port}/`, agents)).to.deep.equal({ text: 'here\n' });
    expect(asked).to.deep.equal(['metadata.example']);
    // Not even looked at: the class that refuses is not there.
    expect(agents.https.constructor.name).to.equal('Agent');
  });
});
