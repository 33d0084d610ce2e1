/** Documents as a person might write them, and what the reader of files and the API server make of each. */

export interface Refused {
  readonly name: string;
  /** Below `spec:`. */
  readonly spec: string;
  /** What the API server's answer says. */
  readonly says: string | RegExp;
  readonly metadataName?: string;
}

const REPLICAS = 'replicas: { max: 4 }';

const windowed = (window: string) => `${REPLICAS}\npolicies: { schedule: [{ ${window} }] }`;

const sourced = (sources: string) => `${REPLICAS}\nsources: [${sources}]`;
const asking = (rest: string) => sourced(`{ prometheus: { server: "http://prom:9090", ${rest} } }`);
const paging = (rest: string) => sourced(`{ http: { url: "http://page:1", ${rest} } }`);

/** Refused by both, each with its own words. */
export const REFUSED: readonly Refused[] = [
  { name: 'an entry of no source', spec: sourced('{}'), says: 'an entry names one source' },
  {
    name: 'an entry of two sources',
    spec: sourced('{ engine: {}, status: {} }'),
    says: 'an entry names one source',
  },
  {
    name: 'the status twice',
    spec: sourced('{ status: {} }, { status: {} }'),
    says: 'stand in the list once each',
  },
  { name: 'used and ratio', spec: asking('used: u, ratio: r'), says: 'give either used' },
  { name: 'neither used nor ratio', spec: asking('workers: w'), says: 'give either used' },
  { name: 'a capacity beside a ratio', spec: asking('ratio: r, capacity: c'), says: 'give either used' },
  {
    name: 'a token and a password',
    spec: asking('used: u, bearerTokenFile: t, basicAuth: { username: a, passwordFile: p }'),
    says: 'give either bearerTokenFile or basicAuth',
  },
  {
    name: 'a file above the folder of credentials',
    spec: asking('used: u, bearerTokenFile: ../token'),
    says: 'the name of a file below the folder of credentials',
  },
  { name: 'a page of no form', spec: paging('maxAge: 1m'), says: 'give either metrics or json' },
  {
    name: 'a series that is none',
    spec: paging('metrics: { used: "9lives" }'),
    says: 'a series as its page shows it',
  },
  { name: 'a place that is none', spec: paging('json: { used: cache.used }'), says: 'a JSON Pointer' },
  {
    name: 'a server with a password',
    spec: sourced('{ prometheus: { server: "http://ana:pw@prom", used: u } }'),
    says: 'without user, password or query',
  },
  { name: 'min above max', spec: 'replicas: { min: 5, max: 4 }', says: 'min must not be above max' },
  { name: 'the default of min above max', spec: 'replicas: { max: 0 }', says: 'spec.replicas.max' },
  { name: 'no max', spec: 'replicas: { min: 1 }', says: /spec\.replicas\.max: Required value/ },
  { name: 'a count that is not whole', spec: 'replicas: { max: 2.5 }', says: 'must be of type integer' },
  { name: 'a count in quotes', spec: 'replicas: { max: "4" }', says: 'must be of type integer' },
  { name: 'a negative count', spec: 'replicas: { min: -1, max: 4 }', says: 'greater than or equal to 0' },
  {
    name: '10⁹ workers',
    spec: 'replicas: { max: 1000000000 }',
    says: 'spec.replicas.max in body should be less than or equal to 150000',
  },
  {
    name: 'a window that asks for 10⁹ workers',
    spec: windowed('weekly: "daily 08:00-20:00", atLeast: 1000000000'),
    says: 'atLeast in body should be less than or equal to 150000',
  },
  { name: 'an unknown field', spec: `${REPLICAS}\nintervall: 5s`, says: 'unknown field "spec.intervall"' },
  {
    name: 'an unknown policy',
    spec: `${REPLICAS}\npolicies: { treshold: { up: 90% } }`,
    says: 'unknown field "spec.policies.treshold"',
  },
  {
    name: 'a word mistyped',
    spec: `${REPLICAS}\nmode: dryrun`,
    says: /supported values: "auto", "dry-run", "paused"/,
  },
  {
    name: 'a pause by nobody',
    spec: `${REPLICAS}\nmode: paused`,
    says: 'mode is paused, so say who paused it and why',
  },
  {
    name: 'a pause without its reason',
    spec: `${REPLICAS}\nmode: paused\npaused: { by: ana }`,
    says: 'spec.paused.why: Required value',
  },
  {
    name: 'a pause whose reason has two lines',
    spec: `${REPLICAS}\nmode: paused\npaused: { by: ana, why: "one\\ntwo" }`,
    says: 'without line breaks or control characters',
  },
  {
    name: 'a pause until no instant',
    spec: `${REPLICAS}\nmode: paused\npaused: { by: ana, why: w, until: tomorrow }`,
    says: 'must be of type date-time',
  },
  {
    name: 'a percentage without its sign',
    spec: `${REPLICAS}\npolicies: { threshold: { up: 90 } }`,
    says: 'must be of type string',
  },
  {
    name: 'a percentage out of range',
    spec: `${REPLICAS}\npolicies: { threshold: { up: 120% } }`,
    says: 'must be a percentage above 0% and at most 100%',
  },
  {
    name: 'no percentage at all',
    spec: `${REPLICAS}\npolicies: { threshold: { up: high } }`,
    says: 'must be a percentage such as 90%',
  },
  {
    name: 'down above up',
    spec: `${REPLICAS}\npolicies: { threshold: { up: 30%, down: 90% } }`,
    says: '`down` must be below `up`',
  },
  {
    name: 'a duration without its unit',
    spec: `${REPLICAS}\nrespect: 300`,
    says: 'must be a duration such as 90s, 20m or 1h30m',
  },
  {
    name: 'a duration that is a fraction',
    spec: `${REPLICAS}\nrespect: 0.5`,
    says: 'must be of type integer,string',
  },
  {
    name: 'a duration that is none',
    spec: `${REPLICAS}\npolicies: { cooldown: { afterUp: soon } }`,
    says: 'must be a duration such as 90s, 20m or 1h30m',
  },
  {
    name: 'a period of nothing',
    spec: `${REPLICAS}\npolicies: { step: { up: [{ pods: 1, per: 0s }] } }`,
    says: 'must be a duration longer than 0',
  },
  {
    name: 'a flap budget of nothing',
    spec: `${REPLICAS}\npolicies: { flapBudget: { turns: 0 } }`,
    says: 'must be a whole number, 1 to 10000, or unlimited',
  },
  {
    name: 'a flap budget in another word',
    spec: `${REPLICAS}\npolicies: { flapBudget: { turns: never } }`,
    says: 'must be a whole number, 1 to 10000, or unlimited',
  },
  {
    name: 'pods and percent',
    spec: `${REPLICAS}\npolicies: { step: { up: [{ pods: 1, percent: 5%, per: 1m }] } }`,
    says: 'give either `pods` or `percent`',
  },
  {
    name: 'neither pods nor percent',
    spec: `${REPLICAS}\npolicies: { step: { up: [{ per: 1m }] } }`,
    says: 'give either `pods` or `percent`',
  },
  {
    name: 'a step of no percent',
    spec: `${REPLICAS}\npolicies: { step: { up: [{ percent: 0%, per: 1m }] } }`,
    says: 'must be a percentage above 0%',
  },
  {
    name: 'an empty list',
    spec: `${REPLICAS}\npolicies: { step: { up: [] } }`,
    says: 'should have at least 1 items',
  },
  {
    name: 'true for enabled',
    spec: `${REPLICAS}\npolicies: { scaleDown: true }`,
    says: /must be of type string|supported values: "enabled"/,
  },
  {
    name: 'an address with a password',
    spec: `${REPLICAS}\nengine: { url: "http://a:b@10.0.0.7:19999" }`,
    says: 'without user, password or query',
  },
  {
    name: "a dataset's name that is none",
    spec: `${REPLICAS}\ndataset: 1spark`,
    says: /lower-case letters, digits and "-", beginning with a letter/,
  },
  {
    name: 'a window without times',
    spec: windowed('atLeast: 2'),
    says: 'give either weekly, or start with duration or end',
  },
  {
    name: 'a window that opens and never closes',
    spec: windowed('start: 0 8 * * *, atLeast: 2'),
    says: 'give either weekly, or start with duration or end',
  },
  {
    name: 'a window with weekly times and a duration',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00", duration: 1h, atLeast: 2'),
    says: 'give either weekly, or start with duration or end',
  },
  {
    name: 'a window that does nothing',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00"'),
    says: 'give atLeast, atMost or both',
  },
  {
    name: 'a window with two kinds of size',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00", atLeast: 2, exactly: 3'),
    says: 'of the sizes only one kind',
  },
  {
    name: 'weekly times with a day that is none',
    spec: windowed('weekly: "Mon-Fry 08:00-20:00", atLeast: 2'),
    says: 'must be days and times such as',
  },
  {
    name: 'a cron pattern of six fields',
    spec: windowed('start: 0 0 8 * * *, duration: 1h, atLeast: 2'),
    says: 'must be a cron pattern of five fields',
  },
  {
    name: 'a zone that is an offset',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00", zone: "+02:00", atLeast: 2'),
    says: 'must be a time zone by its IANA name',
  },
  {
    name: 'a day that is none',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00", exclude: [24.12.2026], atLeast: 2'),
    says: 'must be a day (2026-12-24)',
  },
  {
    name: 'a calendar file, which an object has no folder for',
    spec: windowed('weekly: "Mon-Fri 08:00-20:00", exclude: [holidays.ics], atLeast: 2'),
    says: 'a calendar file is read only beside a policy file',
  },
  {
    name: 'a document whose own name cannot be a dataset',
    spec: REPLICAS,
    metadataName: '1.spark',
    says: "metadata.name cannot be a Dataset's name",
  },
];

export interface Accepted {
  readonly name: string;
  readonly spec: string;
}

/** Accepted by both: what YAML reads as text, whole number or fraction. */
export const ACCEPTED: readonly Accepted[] = [
  { name: 'the least there may be', spec: REPLICAS },
  { name: 'a duration of 0 as a number', spec: `${REPLICAS}\nrespect: 0` },
  { name: 'a duration of 0 as a text', spec: `${REPLICAS}\nrespect: "0"` },
  {
    name: 'a percentage with decimals',
    spec: `${REPLICAS}\npolicies: { threshold: { up: 87.525%, down: 9% } }`,
  },
  { name: 'a percentage with a space', spec: `${REPLICAS}\npolicies: { target: { utilization: 75 % } }` },
  {
    name: 'no tolerance',
    spec: `${REPLICAS}\npolicies: { target: { utilization: 75%, tolerance: { up: 0% } } }`,
  },
  {
    name: 'sources in order of trust',
    spec: sourced(
      '{ engine: {} }, { prometheus: { server: "https://prom/p", used: "sum(u{a=\\"b\\"})", capacity: "1e9", workers: count(u), tls: { serverName: prom.example } } }, ' +
        '{ http: { url: "http://page:1/m", metrics: { used: "u{tier=\\"all\\", x=\\"y\\"}" }, perWorker: 500GiB } }, ' +
        '{ http: { url: "http://[::1]:1", json: { ratio: "/a~1b/0", at: /t }, perWorker: 1TiB, live: true } }, { status: {} }',
    ),
  },
  { name: 'a number of turns', spec: `${REPLICAS}\npolicies: { flapBudget: { turns: 4, per: 12h } }` },
  { name: 'a word for it', spec: `${REPLICAS}\npolicies: { flapBudget: { turns: unlimited } }` },
  { name: 'a whole number written as a fraction', spec: 'replicas: { min: 1.0, max: 4 }' },
  { name: 'a long period', spec: `${REPLICAS}\npolicies: { step: { up: [{ pods: 2, per: 1d12h30m }] } }` },
  {
    name: 'an instant of another zone',
    spec: `${REPLICAS}\nmode: paused\npaused: { by: a, why: b, until: "2100-01-01T06:00:00+02:00" }`,
  },
  {
    name: 'a window with days that are left out',
    spec: windowed(
      'start: 0 8 * * MON-FRI, end: "@daily", zone: America/Argentina/Buenos_Aires, exclude: [2026-12-24..2027-01-02, 12-24..01-02, 10-03], ' +
        'validFrom: 2026-01-01, validUntil: 2027-01-01T00:00:00Z, exactly: 2, lead: 1h30m, immediately: true',
    ),
  },
  {
    name: 'a window from one day to another',
    spec: windowed('weekly: Fri 18:00 - Mon 06:00, scaleDown: enabled'),
  },
  { name: 'a pause that is prepared', spec: `${REPLICAS}\npaused: { by: ana, why: maintenance }` },
];

export function documentOf(spec: string, name = 'case'): string {
  const indented = spec.replaceAll(/^/gm, '  ');
  return `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name} }\nspec:\n${indented}\n`;
}
