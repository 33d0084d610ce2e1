import type { Catalogue } from './catalogue.ts';

const SOURCES = 'spec.sources';

/**
 * Why a source that a user gave has no figure, and what a figure of one is worth. What the network did is said as of engines, with
 * `Source` in the place of `Engine`.
 */
export const givenReasons = {
  // Reaching it
  SourceRefused: {
    says: 'the source {source} at {address} refuses connections ({error}): it is down, or the address is wrong',
    field: SOURCES,
  },
  SourceClosed: {
    says: 'the source {source} at {address} closed the connection without an answer ({error})',
    field: SOURCES,
  },
  SourceOffLimits: {
    says: 'the source {source} at {address} leads to {ip}, a link-local address or one of a cloud’s own, where credentials are handed out: it is not asked (unless the daemon runs with --allow link-local)',
    field: SOURCES,
  },
  SourceTimeout: {
    says: 'no answer from the source {source} at {address} within {limit:duration}: it hangs, or a network policy drops the packets',
    field: SOURCES,
  },
  SourceHungBody: {
    says: 'the source {source} at {address} began to answer and did not finish within {limit:duration}',
    field: SOURCES,
  },
  SourceUnresolvable: {
    says: 'the host of the source {source} at {address} cannot be resolved ({error})',
    field: SOURCES,
  },
  SourceUnreachable: {
    says: 'no way to the source {source} at {address} ({error}): no route, or the network forbids it',
    field: SOURCES,
  },
  SourceTls: {
    says: 'no TLS connection to the source {source} at {address} ({error}): tls.caFile and tls.serverName say whom to trust',
    field: SOURCES,
  },
  SourceNotHttp: {
    says: 'what listens at {address}, the source {source}, does not speak HTTP ({error})',
    field: SOURCES,
  },
  SourceNetworkError: { says: 'the source {source} at {address} cannot be read ({error})', field: SOURCES },
  SourceRedirects: {
    says: 'the source {source} at {address} redirects ({status}), which is not followed: write the address it means',
    field: SOURCES,
  },
  SourceNotFound: { says: 'the source {source} at {address} has no such page (404)', field: SOURCES },
  SourceForbidden: {
    says: 'the source {source} at {address} does not let us in ({status}): does it want a token or a password, or another one?',
    field: SOURCES,
  },
  SourceUnavailable: {
    says: 'the source {source} at {address} is not able to answer ({status})',
    field: null,
  },
  SourceStatus: { says: 'the source {source} at {address} answers {status}', field: SOURCES },
  CredentialsNoFolder: {
    says: 'the source {source} needs the file {file}: start the daemon with --credentials FOLDER',
    field: SOURCES,
  },
  CredentialsUnreadable: {
    says: 'the source {source} needs the file {file} of the folder of credentials: {why}',
    field: SOURCES,
  },

  // What it says
  SourceEmpty: { says: 'the answer of the source {source} at {address} is empty', field: null },
  SourceTooLarge: {
    says: 'the answer of the source {source} at {address} is longer than {limit:size}',
    field: SOURCES,
  },
  SourceTruncated: {
    says: 'the answer of the source {source} at {address} is cut off after {bytes} bytes',
    field: null,
  },
  SourceNotMetrics: {
    says: 'what the source {source} at {address} shows is {kind}, not metrics',
    field: SOURCES,
  },
  SourceNotJson: { says: 'what the source {source} at {address} shows is not JSON', field: SOURCES },
  SourceNotItsApi: {
    says: 'what answers at {address} is not the query API of a Prometheus server: {why}',
    field: SOURCES,
  },
  SourceQueryRefused: {
    says: 'the source {source} at {address} refuses the query for {figure} ({type}): {text}',
    field: SOURCES,
  },
  SourceNotInstant: {
    says: 'the query for {figure} gives a {type}; one number is needed: without a range, or with an aggregation over it',
    field: SOURCES,
  },
  SourceNoSeries: {
    says: 'the source {source} at {address} has no series (any more) behind {figure}',
    field: SOURCES,
  },
  SourceSeveralSeries: {
    says: 'the source {source} at {address} has {series} series for {figure}, and which one is meant cannot be told: sum them, or name their labels',
    field: SOURCES,
  },
  SourceLacks: {
    says: 'the source {source} at {address} has no {what}, which is to tell {figure}',
    field: SOURCES,
  },
  SourceMalformed: {
    says: '{figure} of the source {source} at {address} is no figure: {text}',
    field: SOURCES,
  },
  SourceNaN: { says: '{figure} of the source {source} at {address} is NaN', field: SOURCES },
  SourceInfinite: { says: '{figure} of the source {source} at {address} is infinite', field: SOURCES },
  SourceNegative: {
    says: '{figure} of the source {source} at {address} is negative: {value}',
    field: SOURCES,
  },
  SourceRatioAbove: {
    says: 'ratio of the source {source} at {address} is {value}: 1 is a full cache, so is it a percentage?',
    field: SOURCES,
  },
  SourceCapacityZero: {
    says: 'the source {source} at {address} says the cache has no capacity',
    field: SOURCES,
  },
  SourceNoWorkers: { says: 'the source {source} at {address} counts no worker', field: SOURCES },
  SourceUsedAboveCapacity: {
    says: 'the source {source} at {address} says {used:size} of {capacity:size} are used, which cannot be: are both of the same cache?',
    field: SOURCES,
  },
  SourceNoCapacity: {
    says: 'the source {source} does not tell the capacity, and this {kind} declares none a worker: give capacity, or perWorker',
    field: SOURCES,
  },

  // Its age and what it is worth
  SourceSampleTooOld: {
    says: 'the figures of the source {source} are {age:duration} old, more than {limit:duration} (maxAge)',
    field: SOURCES,
  },
  SourceNobodyServes: {
    says: 'the source {source} does not count workers, and none serves that its figures could be of',
    field: SOURCES,
  },
  SourceBeforeWorkers: {
    says: 'the figures of the source {source} are {age:duration} older than its newest worker, which may not be in them: waits for newer ones',
    field: SOURCES,
  },
  SourceLooksBack: {
    says: 'the query for {figure} looks back in time, or at the result of a rule, so nobody knows how old it is: no shrink rests on it',
    field: SOURCES,
  },
  SourceTellsNoTime: {
    says: 'the page of the source {source} does not say when its figures were true: no shrink rests on it (give at, or live: true)',
    field: SOURCES,
  },
  SourceCountsNoWorkers: {
    says: 'the source {source} does not count workers, so those that serve are taken for them: no shrink rests on it (give workers)',
    field: SOURCES,
  },
  SourceWarns: {
    says: 'the source {source} warns, so parts may be missing and no shrink rests on it: {text}',
    field: SOURCES,
  },
} as const satisfies Catalogue;
