/** `spec.sources`: who is asked how full the cache is, the most trusted first. */
import * as z from 'zod';
import { clusterRule } from './cluster-rules.ts';
import { address, text } from './names.ts';
import { readExpression } from './promql.ts';
import { period, room } from './values.ts';

/** More sources than anybody has for one cache. */
const MOST_SOURCES = 8;

// A label's value may hold anything but quotes, backslashes and braces: what stands on the page is compared as it is.
const SERIES =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="[^"\\{}]*"(, ?[a-zA-Z_][a-zA-Z0-9_]*="[^"\\{}]*")*)?\})?$/;
const POINTER = /^(\/([^~/]|~[01])*)+$/;
/** Below the folder of credentials; as Secrets are mounted, a folder each. */
const FILE = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,2}$/;
const USER = /^[\x21-\x39\x3b-\x7e]+$/;
const HOST = /^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$/;

const file = (what: string) =>
  text(FILE, 200, 'the name of a file below the folder of credentials, such as prometheus/token', 'file')
    .optional()
    .describe(`${what}, in the daemon's --credentials folder. Not for objects of the cluster.`);

const expression = () =>
  text(/\S/, 1000, 'a PromQL expression of at most 1000 characters', 'PromQL').refine(
    (query) => !/[^\P{Cc}\n\t]/u.test(query),
    { error: 'must be a PromQL expression without control characters' },
  );

/** What tells how full a cache is must look at something. */
const measured = () =>
  expression().refine((query) => readExpression(query).selectors.length > 0, {
    error: 'must be a PromQL expression of at least one series',
  });

const series = () =>
  text(SERIES, 500, 'a series as its page shows it, such as cache_used_bytes{tier="all"}', 'series');

const pointer = () =>
  text(POINTER, 200, 'a place in the document as a JSON Pointer, such as /cache/usedBytes', 'JSON Pointer');

const ONE_MEASURE = 'give either used (and capacity, where it is told) or ratio, which is used ÷ capacity';
const ONE_RULE = 'has(self.used) ? !has(self.ratio) : has(self.ratio) && !has(self.capacity)';

interface Measures {
  readonly used?: string | undefined;
  readonly capacity?: string | undefined;
  readonly ratio?: string | undefined;
}

function oneMeasure({ used, capacity, ratio }: Measures): boolean {
  return used === undefined ? ratio !== undefined && capacity === undefined : ratio === undefined;
}

const ONE_LOGIN = 'give either bearerTokenFile or basicAuth, not both';
const ONE_LOGIN_RULE = '!has(self.bearerTokenFile) || !has(self.basicAuth)';

/** What both kinds of sources have. */
const common = {
  perWorker: room()
    .optional()
    .describe('Capacity of one worker, where capacity is not told. Default: as the runtime declares it.'),
  maxAge: period()
    .prefault('2m')
    .describe('How old a figure may be; where its age is unknown, no shrink rests on it.'),
  bearerTokenFile: file('File of a bearer token'),
  basicAuth: z
    .strictObject({
      username: text(USER, 128, 'a user name without spaces and colons', 'text').describe('User name.'),
      passwordFile: text(FILE, 200, 'the name of a file below the folder of credentials', 'file').describe(
        "File of the password, in the daemon's --credentials folder.",
      ),
    })
    .optional()
    .describe('HTTP basic authentication. Not for objects of the cluster.'),
  tls: z
    .strictObject({
      caFile: file('File of the certificates (PEM) to trust'),
      serverName: text(HOST, 253, 'a host name', 'name')
        .optional()
        .describe('The name the certificate must have. Default: the host of the address.'),
    })
    .optional()
    .describe('Whom to trust, for https.'),
};

const prometheus = clusterRule(
  clusterRule(
    z
      .strictObject({
        server: address().describe('Address of a Prometheus server, or of what speaks its query API.'),
        used: measured().optional().describe('Bytes used in the cache.'),
        capacity: expression().optional().describe('Bytes of capacity of the whole cache.'),
        ratio: measured().optional().describe('Used ÷ capacity, 0 to 1.'),
        workers: expression()
          .optional()
          .describe('Workers these are of. Without it no shrink rests on them.'),
        ...common,
      })
      .refine(oneMeasure, { error: ONE_MEASURE })
      .refine(({ bearerTokenFile, basicAuth }) => !bearerTokenFile || !basicAuth, { error: ONE_LOGIN }),
    ONE_RULE,
    ONE_MEASURE,
  ),
  ONE_LOGIN_RULE,
  ONE_LOGIN,
);

const metrics = clusterRule(
  z
    .strictObject({
      used: series().optional().describe('Bytes used in the cache.'),
      capacity: series().optional().describe('Bytes of capacity of the whole cache.'),
      ratio: series().optional().describe('Used ÷ capacity, 0 to 1.'),
      workers: series().optional().describe('Workers these are of. Without it no shrink rests on them.'),
    })
    .refine(oneMeasure, { error: ONE_MEASURE }),
  ONE_RULE,
  ONE_MEASURE,
);

const json = clusterRule(
  z
    .strictObject({
      used: pointer().optional().describe('Used in the cache: bytes, or a text such as 500GiB.'),
      capacity: pointer().optional().describe('Capacity of the whole cache: bytes, or a text such as 2TiB.'),
      ratio: pointer().optional().describe('Used ÷ capacity: 0 to 1, or a percentage as a text.'),
      workers: pointer().optional().describe('Workers these are of. Without it no shrink rests on them.'),
      at: pointer()
        .optional()
        .describe('When they were true: RFC 3339, or seconds or milliseconds since 1970.'),
    })
    .refine(oneMeasure, { error: ONE_MEASURE }),
  ONE_RULE,
  ONE_MEASURE,
);

const ONE_FORM = 'give either metrics or json: what the page at the address is';

const http = clusterRule(
  clusterRule(
    z
      .strictObject({
        url: address().describe('Address of the page.'),
        metrics: metrics.optional().describe('The page is in the Prometheus text format: one series each.'),
        json: json.optional().describe('The page is JSON: the place of each.'),
        live: z
          .boolean()
          .optional()
          .describe('JSON is made when it is asked for, so its figures are of that moment.'),
        ...common,
      })
      .refine(({ metrics, json }) => (metrics === undefined) !== (json === undefined), { error: ONE_FORM })
      .refine(({ bearerTokenFile, basicAuth }) => !bearerTokenFile || !basicAuth, { error: ONE_LOGIN }),
    'has(self.metrics) != has(self.json)',
    ONE_FORM,
  ),
  ONE_LOGIN_RULE,
  ONE_LOGIN,
);

const ONE_SOURCE = 'an entry names one source: engine, prometheus, http or status';

const source = clusterRule(
  z
    .strictObject({
      engine: z
        .strictObject({})
        .optional()
        .describe('The cache engine itself, reached as spec.engine says; an empty mapping.'),
      prometheus: prometheus.optional().describe('PromQL instant queries to a Prometheus server.'),
      http: http.optional().describe('A page of metrics, or of JSON.'),
      status: z
        .strictObject({})
        .optional()
        .describe("What Fluid last wrote into the objects' status; an empty mapping."),
    })
    .refine((entry) => Object.values(entry).filter((one) => one !== undefined).length === 1, {
      error: ONE_SOURCE,
    }),
  '[has(self.engine), has(self.prometheus), has(self.http), has(self.status)].filter(one, one).size() == 1',
  ONE_SOURCE,
);

const ONCE = 'engine and status stand in the list once each';

export const sources = clusterRule(
  z
    .array(source)
    .min(1)
    .max(MOST_SOURCES, { error: `must be at most ${MOST_SOURCES} sources` })
    .refine(
      (list) =>
        list.filter(({ engine }) => engine !== undefined).length <= 1 &&
        list.filter(({ status }) => status !== undefined).length <= 1,
      { error: ONCE },
    ),
  'self.filter(one, has(one.engine)).size() <= 1 && self.filter(one, has(one.status)).size() <= 1',
  ONCE,
)
  .optional()
  .describe(
    'Who is asked how full the cache is, the most trusted first; the first that sees counts. Default: engine, then status.',
  );

export type SourceEntry = z.output<typeof source>;
