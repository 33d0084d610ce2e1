import { expect } from 'chai';
import { formatFault } from '../../../lib/spec/fault.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { load, yaml } from './make.ts';

const REPLICAS = 'replicas: { max: 4 }\npolicies: { threshold: { up: 90% } }';
const withSources = (sources: string) => yaml({ spec: `${REPLICAS}\nsources: [${sources}]` });
const SERVER = 'server: "http://prom:9090"';
const FIGURES = 'used: sum(u), capacity: sum(c)';
const PAGE = 'url: "http://page:1/m"';
const METRICS = 'metrics: { used: u, capacity: c }';
const prometheus = (rest: string) => `{ prometheus: { ${SERVER}, ${rest} } }`;
const http = (rest: string) => `{ http: { ${PAGE}, ${rest} } }`;

/** Every fault with its place, as a person reads it. */
const faults = (text: string, file = 'a.yaml') =>
  loadDocuments(text, file, policies).faults.map(
    (fault) => `${fault.line}:${fault.column} ${formatFault(fault)}`,
  );

const WRONG: readonly [string, string, RegExp][] = [
  ['no entry', '', /a list with at least one entry/],
  ['an entry of nothing', '{}', /an entry names one source/],
  ['two in one entry', '{ engine: {}, status: {} }', /an entry names one source/],
  ['a source nobody knows', '{ promethus: {} }', /unknown field "promethus"; did you mean "prometheus"/],
  ['engine twice', '{ engine: {} }, { engine: {} }', /once each/],
  ['status twice', '{ status: {} }, { engine: {} }, { status: {} }', /once each/],
  ['nine of them', Array(9).fill(http(METRICS)).join(', '), /at most 8 sources/],
  ['an engine with fields', '{ engine: { url: "http://a:1" } }', /unknown field "url"/],
  ['no server', '{ prometheus: { used: u } }', /required/],
  [
    'a server with a password',
    '{ prometheus: { server: "http://ana:pw@prom", used: u } }',
    /without user, password or query/,
  ],
  [
    'a server with a query',
    '{ prometheus: { server: "http://prom/?token=x", used: u } }',
    /without user, password or query/,
  ],
  ['a server that is no http', '{ prometheus: { server: "ftp://prom", used: u } }', /an address such as/],
  ['nothing to ask', prometheus('workers: count(w)'), /give either used .* or ratio/],
  ['used and ratio', prometheus('used: u, ratio: r'), /give either used .* or ratio/],
  ['capacity beside ratio', prometheus('capacity: c, ratio: r'), /give either used .* or ratio/],
  ['an empty expression', prometheus('used: "  "'), /a PromQL expression/],
  ['a constant', prometheus('used: "1e9"'), /of at least one series/],
  ['a constant ratio', prometheus('ratio: "vector(0.5)"'), /of at least one series/],
  ['an expression without end', prometheus(`used: "${'u+'.repeat(600)}u"`), /at most 1000 characters/],
  ['an expression with a control character', prometheus('used: "u\\u0007"'), /without control characters/],
  [
    'a capacity of one worker without its unit',
    prometheus('used: u, perWorker: 500'),
    /a size above 0 with its unit/,
  ],
  ['an age of nothing', prometheus('used: u, maxAge: 0s'), /a duration longer than 0/],
  [
    'a token and a password',
    prometheus('used: u, bearerTokenFile: t, basicAuth: { username: a, passwordFile: p }'),
    /not both/,
  ],
  [
    'a file above the folder',
    prometheus('used: u, bearerTokenFile: ../token'),
    /the name of a file below the folder/,
  ],
  [
    'a file of a path of its own',
    prometheus('used: u, bearerTokenFile: /etc/token'),
    /the name of a file below the folder/,
  ],
  [
    'a hidden file',
    prometheus('used: u, tls: { caFile: a/..data/ca.crt }'),
    /the name of a file below the folder/,
  ],
  [
    'a user with a colon',
    prometheus('used: u, basicAuth: { username: "a:b", passwordFile: p }'),
    /a user name without spaces and colons/,
  ],
  ['a user without a password', prometheus('used: u, basicAuth: { username: a }'), /required/],
  ['a server name that is none', prometheus('used: u, tls: { serverName: "a b" }'), /a host name/],
  ['a page of nothing', http('maxAge: 1m'), /either metrics or json/],
  ['a page of both', http(`${METRICS}, json: { used: /u }`), /either metrics or json/],
  ['a series that is none', http('metrics: { used: "9lives" }'), /a series as its page shows it/],
  ['a series with a pattern', http('metrics: { used: \'u{a=~"b"}\' }'), /a series as its page shows it/],
  ['a place that is none', http('json: { used: cache.used }'), /JSON Pointer, such as/],
  ['metrics with at', http('metrics: { used: u, at: t }'), /unknown field "at"/],
  ['a truth that is none', http('json: { used: /u }, live: "yes"'), /true or false/],
];

describe('spec.sources', () => {
  for (const [what, sources, says] of WRONG) {
    it(`refuses ${what}, with its place`, () => {
      const found = faults(withSources(sources));
      expect(found).to.not.deep.equal([]);
      expect(found.join('\n')).to.match(says);
      expect(found[0]).to.match(/^7:\d+ a\.yaml:7:\d+/);
    });
  }

  it('hides a password in what it says', () => {
    expect(
      faults(withSources('{ prometheus: { server: "http://ana:hunter2@prom", used: u } }')).join(),
    ).to.not.contain('hunter2');
  });

  it('becomes whom to ask, in its order, with its defaults', () => {
    const tls = 'tls: { caFile: prom/ca.crt, serverName: prom.example }';
    const all = [
      '{ status: {} }',
      prometheus(`${FIGURES}, workers: count(c), maxAge: 30s, bearerTokenFile: prom/token, ${tls}`),
      http(
        'json: { ratio: /r, at: /t }, perWorker: 500GiB, basicAuth: { username: ana, passwordFile: pw }, live: true',
      ),
      '{ engine: {} }',
      http('metrics: { used: \'u{a="b"}\' }'),
    ].join(', ');
    const text = yaml({
      spec: `${REPLICAS}\nengine: { url: "http://e:1", perPod: true }\nsources: [${all}]`,
    });
    expect(load(text, policies).plan.sources).to.deep.equal([
      { type: 'status' },
      {
        type: 'prometheus',
        url: 'http://prom:9090',
        figures: { used: 'sum(u)', capacity: 'sum(c)', ratio: undefined, workers: 'count(c)' },
        perWorkerBytes: null,
        maxAgeMs: 30_000,
        bearerTokenFile: 'prom/token',
        tls: { caFile: 'prom/ca.crt', serverName: 'prom.example' },
      },
      {
        type: 'http',
        form: 'json',
        url: 'http://page:1/m',
        at: '/t',
        live: true,
        figures: { ratio: '/r' },
        perWorkerBytes: 500 * 2 ** 30,
        maxAgeMs: 120_000,
        basicAuth: { username: 'ana', passwordFile: 'pw' },
      },
      { type: 'engine', url: 'http://e:1', perPod: true },
      {
        type: 'http',
        form: 'metrics',
        url: 'http://page:1/m',
        at: null,
        live: false,
        figures: { used: 'u{a="b"}' },
        perWorkerBytes: null,
        maxAgeMs: 120_000,
      },
    ]);
  });
});

describe('files of credentials', () => {
  const naming = [
    'bearerTokenFile: token',
    'basicAuth: { username: ana, passwordFile: password }',
    'tls: { caFile: ca.crt }',
  ];
  for (const named of naming) {
    for (const source of [prometheus(`used: u, ${named}`), http(`${METRICS}, ${named}`)]) {
      it(`may be named by a file, and not by an object of the cluster: ${source}`, () => {
        const text = withSources(source);
        expect(faults(text)).to.deep.equal([]);
        const { documents } = loadDocuments(text, 'DatasetAutoscaler/default/spark', policies);
        expect(documents).to.deep.equal([]);
        expect(faults(text, 'DatasetAutoscaler/default/spark').join()).to.match(
          /an object of the cluster may not name a file of credentials/,
        );
      });
    }
  }

  it('are no matter of an object that names none', () => {
    const text = withSources(prometheus('used: u, tls: { serverName: prom.example }'));
    expect(faults(text, 'DatasetAutoscaler/default/spark')).to.deep.equal([]);
  });
});

describe('what validate notes of sources', () => {
  const notes = (spec: string) =>
    load(yaml({ spec }), policies).notes.map(({ path, text }) => `${path}: ${text}`);
  const ofSources = (sources: string) => notes(`${REPLICAS}\nsources: [${sources}]`);

  it('is nothing where there is nothing to say', () => {
    expect(ofSources(`{ engine: {} }, ${prometheus(`${FIGURES}`)}, { status: {} }`)).to.deep.equal([]);
    expect(
      ofSources('{ http: { url: "https://page", json: { used: /u }, bearerTokenFile: t } }'),
    ).to.deep.equal([]);
  });

  it('is that a secret is sent in the clear', () => {
    expect(ofSources(prometheus('used: u, bearerTokenFile: t')).join()).to.match(
      /^spec\.sources\[0\]\.prometheus\.bearerTokenFile: bearerTokenFile is sent in the clear/,
    );
    expect(ofSources(http(`${METRICS}, basicAuth: { username: a, passwordFile: p }`)).join()).to.match(
      /^spec\.sources\[0\]\.http\.basicAuth\.passwordFile: .*in the clear/,
    );
  });

  it('is that tls is of no use over http', () => {
    expect(ofSources(prometheus('used: u, tls: { serverName: p }')).join()).to.match(/tls has no effect/);
  });

  it('is that an address is off limits', () => {
    const far =
      '{ prometheus: { server: "http://[fd00:ec2::254]", used: u } }, { http: { url: "http://2852039166/", json: { used: /u } } }';
    const found = ofSources(far);
    expect(found).to.have.lengthOf(2);
    expect(found[0]).to.match(/^spec\.sources\[0\]\.prometheus\.server: .*--allow link-local/);
    expect(found[1]).to.match(/^spec\.sources\[1\]\.http\.url: .*--allow link-local/);
  });

  it('is that spec.engine has no effect where the engine is not asked', () => {
    expect(notes(`${REPLICAS}\nengine: { url: "http://e:1" }\nsources: [{ status: {} }]`).join()).to.match(
      /^spec\.engine: engine has no effect/,
    );
  });
});
