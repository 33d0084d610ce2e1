import type { Catalogue } from './catalogue.ts';

const URL_FIELD = 'spec.engine.url';

/**
 * Why there is no figure, what a figure is worth, and why a dataset is held before any policy speaks. Every `Engine…`,
 * `Endpoint…`, `Status…` code is a blind reading: no shrink rests on it, and by itself it never grows anything.
 */
export const readingReasons = {
  // Nothing to observe
  NoDataset: { says: 'there is no Dataset {dataset} (yet): waits for it', field: 'spec.dataset' },
  NoRuntime: {
    says: 'Dataset {dataset} has no runtime of the same name and namespace (yet): waits for one',
    field: 'spec.dataset',
  },
  RuntimeUnseen: {
    says: 'Dataset {dataset} has no runtime that can be seen, and {kinds} cannot be ({why}): give the daemon the right to list and watch that, or wait for a runtime',
    field: 'spec.dataset',
  },
  ReplicasAbsent: {
    says: 'runtime {runtime} has no {where}, so there is no count to start from: set it once (0 counts)',
    field: null,
  },
  ReplicasInvalid: {
    says: '{where} of runtime {runtime} is {replicas}, which is no whole number of workers: mend it',
    field: null,
  },

  // Obstacles: found, observed and held
  RuntimeDeleting: { says: '{kind} {runtime} is being deleted: nothing is changed', field: null },
  DatasetDeleting: { says: 'Dataset {runtime} is being deleted: nothing is changed', field: null },
  ReferenceDataset: {
    says: 'Dataset {runtime} only refers to {of} and has no workers of its own: scale that one',
    field: 'spec.dataset',
  },
  WriteNotAllowed: {
    says: 'the count of {kind} {runtime} is not written through /scale: start the daemon with --allow {allow} and give it the Role of that name; held until then',
    field: null,
  },
  WorkersDisabled: {
    says: '{kind} {runtime} has its workers disabled (spec.worker.disabled): whatever its count is, none are made, so there is nothing to scale',
    field: null,
  },
  KindLacksScale: {
    says: '{kind} is written through /scale, which this cluster does not serve for {plural}: its definition is not Fluid’s, or another version’s; held',
    field: null,
  },
  KindTellsNobody: {
    says: '{kind} tells nobody how full it is: name a source for it; schedules and fixed counts work without one',
    field: 'spec.sources',
  },
  KindUnknown: {
    says: '{kind} is a kind of runtime this version does not know, nor where its count stands: shown and held; scale it by hand or with a newer version',
    field: null,
  },
  DatasetNotBound: {
    says: 'Dataset {runtime} is in phase {phase}, not Bound: nothing is changed until it is',
    field: null,
  },
  NoWorkerSet: {
    says: '{kind} {runtime} has no {set}, so nobody can tell which workers serve: held until it is back',
    field: null,
  },

  // Finding the engine
  NoEndpoints: {
    says: 'no address of a master: {slices} EndpointSlices of the Services {service}-0, … and no endpoint in them; the master is not running (yet)',
    field: URL_FIELD,
  },
  NoPorts: {
    says: 'the EndpointSlices of {service} name no TCP port {port}, so the engine has an address but no known port',
    field: URL_FIELD,
  },
  EndpointIsName: {
    says: 'the EndpointSlices of {service} hold names instead of IP addresses; names are not resolved',
    field: URL_FIELD,
  },
  EndpointNotReady: {
    says: 'the master at {address} is not ready ({state}): it is starting or going away, and is not asked',
    field: null,
  },
  EngineUrlInvalid: { says: 'engine.url is not a URL: write http://HOST:PORT', field: URL_FIELD },
  EngineUrlScheme: {
    says: 'engine.url begins with {scheme}: only http and https can be read',
    field: URL_FIELD,
  },
  EngineUrlHasCredentials: {
    says: 'engine.url for {address} holds a user name or password, which would end up in logs and the ledger: remove them',
    field: URL_FIELD,
  },

  // Asking it
  EngineRefused: {
    says: 'the engine at {address} refuses connections ({error}): it is down or restarting, or the address is wrong',
    field: URL_FIELD,
  },
  EngineClosed: {
    says: 'the engine at {address} accepted the connection and closed it without an answer ({error}): it is restarting',
    field: null,
  },
  EngineOffLimits: {
    says: '{address} leads to {ip}, a link-local address or one of a cloud’s own where credentials are handed out; no engine listens there and it is not asked (unless the daemon runs with --allow link-local)',
    field: URL_FIELD,
  },
  EngineTimeout: {
    says: 'no answer from the engine at {address} within {limit:duration}: it hangs, or a network policy drops the packets',
    field: URL_FIELD,
  },
  EngineHungBody: {
    says: 'the engine at {address} began to answer and did not finish within {limit:duration}',
    field: null,
  },
  EngineUnresolvable: {
    says: 'the host of {address} cannot be resolved ({error})',
    field: URL_FIELD,
  },
  EngineUnreachable: {
    says: 'no way to the engine at {address} ({error}): no route, or the network forbids it',
    field: URL_FIELD,
  },
  EngineNotReachableHere: {
    says: 'engine not reachable from here: {address} is an address of the cluster’s own network ({why}); a daemon inside may well read it',
    field: null,
  },
  ProxyForbidden: {
    says: 'the API server does not let you read {service} through its proxy: the right get on services/proxy is missing ({text})',
    field: null,
  },
  ProxyFailed: { says: 'the API server cannot read {service} for you ({text})', field: null },
  EngineTls: { says: 'no TLS connection to {address} ({error})', field: URL_FIELD },
  EngineNotHttp: {
    says: 'what listens at {address} does not speak HTTP ({error}): is it another port of the engine?',
    field: URL_FIELD,
  },
  EngineNetworkError: { says: 'the engine at {address} cannot be read ({error})', field: URL_FIELD },
  OwnSocketsExhausted: {
    says: 'this process has no socket left to ask {address} ({error}): raise its limit of open files',
    field: null,
  },
  ReadCancelled: { says: 'the read of {address} was given up because the daemon stops', field: null },
  EngineRedirectsElsewhere: {
    says: 'the engine at {address} redirects to another place ({to}), which is not followed',
    field: URL_FIELD,
  },
  EngineUrlRedirects: {
    says: 'the engine.url at {address} redirects to {to}, which is not followed from an address that a user gave: if the page is there, write that',
    field: URL_FIELD,
  },
  EngineRedirectLoop: { says: 'the engine at {address} redirects again and again', field: URL_FIELD },
  EngineNotFound: {
    says: 'the engine at {address} has no metrics page (404): is it a master with its Prometheus sink on?',
    field: URL_FIELD,
  },
  EngineForbidden: { says: 'the engine at {address} refuses its metrics page ({status})', field: URL_FIELD },
  EngineUnavailable: { says: 'the engine at {address} is not able to answer ({status})', field: null },
  EngineStatus: { says: 'the engine at {address} answers {status} instead of a page', field: URL_FIELD },

  // The page
  EngineEmpty: { says: 'the page of the engine at {address} is empty', field: null },
  EngineTooLarge: {
    says: 'the page of the engine at {address} is longer than {limit:size}',
    field: URL_FIELD,
  },
  EngineTruncated: {
    says: 'the page of the engine at {address} is cut off after {bytes} bytes: its last number may be half a number',
    field: null,
  },
  EngineNotMetrics: { says: 'what {address} shows is {kind}, not metrics', field: URL_FIELD },
  EngineLacksMetrics: {
    says: 'the page of the engine at {address} has no {metric}: a master that does not lead, or another program',
    field: URL_FIELD,
  },
  EngineNoLeader: {
    says: 'none of the {masters} masters leads: {refused} refuse connections, {standby} show no figures of the cluster; they elect a new leader, or it is down',
    field: null,
  },
  EngineMalformed: { says: '{metric} of the engine at {address} is no number: {text}', field: null },
  EngineDuplicateSeries: {
    says: 'the engine at {address} prints {metric} more than once ({text}): which one is true cannot be told',
    field: null,
  },
  EngineNaN: { says: '{metric} of the engine at {address} is NaN', field: null },
  EngineInfinite: { says: '{metric} of the engine at {address} is infinite', field: null },
  EngineNegative: { says: '{metric} of the engine at {address} is negative: {value}', field: null },
  EngineAllZero: {
    says: 'the master at {address} counts no worker, no capacity and nothing used: it has just started, or no worker is there',
    field: null,
  },
  EngineCapacityZero: {
    says: 'the engine at {address} counts {workers} workers with no capacity at all',
    field: null,
  },
  EngineNoWorkers: {
    says: 'the engine at {address} has {capacity:size} of capacity and counts no worker: the two do not belong together',
    field: null,
  },
  EngineUsedAboveCapacity: {
    says: 'the engine at {address} uses {used:size} of {capacity:size}: it counts a reserve as used (a second tier keeps 1 GB a directory unless alluxio.worker.management.tier.align.reserved.bytes says less)',
    field: null,
  },
  ReadingStale: {
    says: 'the last look at the engine is {age:duration} old, more than {limit:duration}: no longer believed',
    field: 'spec.interval',
  },

  // The status as a fallback
  StatusMissing: { says: 'the status of the {object} holds no cache sizes (yet)', field: URL_FIELD },
  StatusEmpty: { says: 'the cache sizes in the status of the {object} are empty', field: URL_FIELD },
  StatusNotOffered: { says: 'the {object} does not offer cache sizes (N/A)', field: URL_FIELD },
  StatusCalculating: {
    says: 'the cache sizes in the status of the {object} are being calculated',
    field: null,
  },
  StatusMalformed: {
    says: 'the cache sizes in the status of the {object} are no sizes: capacity {capacity}, cached {used}',
    field: URL_FIELD,
  },
  StatusFrozen: {
    says: 'the status says the master is {phase}; Fluid writes no cache sizes while it is, so those there are of before',
    field: URL_FIELD,
  },
  StatusNoWorkers: { says: 'the status counts no ready worker', field: URL_FIELD },
  StatusCapacityZero: { says: 'the status of the {object} says the cache has no capacity', field: URL_FIELD },
  StatusUsedAboveCapacity: {
    says: 'the status says {used:size} of {capacity:size} are used, which cannot be blocks alone',
    field: URL_FIELD,
  },
  StatusInconsistent: {
    says: 'the status says {capacity:size} for {workers} workers of {declared:size} each: the two were written at different times',
    field: URL_FIELD,
  },
  StatusAgeUnknown: {
    says: 'nothing says when the status was written, so it may be of any age',
    field: URL_FIELD,
  },
  StatusTooOld: {
    says: 'the status was last changed {age:duration} ago, more than {limit:duration}: frozen, or merely unchanged, which cannot be told apart',
    field: URL_FIELD,
  },

  // Notes on a reading that is used
  StatusFallback: {
    says: 'taken from the status of the {object}, written {age:duration} ago and up to {behind:duration} behind even then',
    field: URL_FIELD,
  },
  StatusLagsWorkers: {
    says: 'the status counts {status} workers, {serving} serve: it lags',
    field: URL_FIELD,
  },
  EngineSeesFewerWorkers: {
    says: 'the engine counts {engine} workers, {serving} serve: some have not registered with it yet',
    field: null,
  },
  EngineCountsUnready: {
    says: 'the engine counts {engine} workers, only {serving} serve: one died and is not given up yet, or one starts',
    field: null,
  },
  CapacityJumped: {
    says: 'capacity fell from {from:size} to {to:size} ({workersFrom} -> {workersTo} workers) {age:duration} before: utilization jumped without data coming in',
    field: null,
  },

  // Who uses the dataset
  UsersNotListed: { says: 'the pods of namespace {namespace} have not been listed yet', field: null },
  UsersForbidden: { says: 'the pods of namespace {namespace} may not be listed: grant it', field: null },
  UsersElsewhere: {
    says: 'a Dataset of namespace {namespace} refers to it, and only one other namespace is watched',
    field: null,
  },

  // The dataset's size
  SizeUnknown: { says: 'Fluid has not written the dataset size', field: 'spec.size' },
  SizeCalculating: { says: 'Fluid is still calculating the dataset size', field: 'spec.size' },
  SizeZero: {
    says: 'Fluid says the dataset size is 0, which it also writes when it failed to ask: taken as unknown',
    field: 'spec.size',
  },
  SizeMalformed: { says: 'the dataset size is no size: {text}', field: 'spec.size' },
} as const satisfies Catalogue;
