import type { Catalogue } from './catalogue.ts';

/** What `--allow exec` needs and reaches; said wherever it is missing, so that nobody has to look it up. */
const RIGHT =
  'the Role fluid-autoscaler-exec of namespace {namespace} (get and create on pods/exec), which lets its holder run any command in any pod there';

/** Why a figure that has to be asked of single pods is not there: commands in pods, and what they print. All of them are blind. */
export const podReasons = {
  // Running one command in one pod
  ExecNotAllowed: {
    says: `{what} is told by a command in its pods alone, which this daemon may not run: start it with --allow exec, and grant it ${RIGHT}`,
    field: null,
  },
  ExecForbidden: {
    says: `the API server does not let us run a command in pod {pod}: grant ${RIGHT} ({text})`,
    field: null,
  },
  ExecPodGone: {
    says: 'there is no pod {pod} to run {command} in, or no node under it ({text})',
    field: null,
  },
  ExecPodNotRunning: { says: 'pod {pod} does not run, so no command can ({text})', field: null },
  ExecContainerMissing: {
    says: 'pod {pod} has no running container {container} to run {command} in ({text})',
    field: null,
  },
  ExecCommandMissing: {
    says: 'container {container} of pod {pod} cannot start {command} ({text}): is its image another one?',
    field: null,
  },
  ExecExited: {
    says: '{command} in pod {pod} ended with exit code {exit} ({text}): what it printed is not used',
    field: null,
  },
  ExecTimeout: {
    says: '{command} in pod {pod} did not end within {limit:duration}: what it asks hangs, or the node does',
    field: null,
  },
  ExecLeftAlone: {
    says: 'container {container} of pod {pod} is not asked for another {left:duration}: {command} did not end {times} times in a row, and each that hangs goes on in there',
    field: null,
  },
  ExecCut: {
    says: 'the connection to {command} in pod {pod} broke after {bytes} bytes, before the command had ended: nothing of it is used',
    field: null,
  },
  ExecTooLarge: { says: '{command} in pod {pod} printed more than {limit:size}: given up', field: null },
  ExecGarbled: {
    says: 'what the API server sent of {command} in pod {pod} is not what its protocol allows ({text})',
    field: null,
  },
  ExecUpgradeRefused: {
    says: 'the API server opens no websocket to pod {pod} ({text}): it is older than Kubernetes 1.25, or a proxy in between does not let websockets through',
    field: null,
  },
  ExecNoConnection: {
    says: 'the API server cannot be asked to run {command} in pod {pod} ({text})',
    field: null,
  },
  ExecFailed: { says: 'the API server could not run {command} in pod {pod} ({text})', field: null },

  // Asking each pod
  NoServingWorker: {
    says: 'no worker of {kind} {runtime} is Ready, so there is nobody to ask how full it is',
    field: null,
  },
  PodTimeout: {
    says: 'pod {pod} had not answered when the {limit:duration} of one look were over: it hangs, or there are more pods than that time is enough for',
    field: null,
  },
  PodHasNoAddress: { says: 'pod {pod} has no address (yet) to ask for its metrics', field: null },
  PodHasNoPort: {
    says: 'no container of pod {pod} has a port called {port}: its mount runs without metrics',
    field: null,
  },
  PodIsAnother: {
    says: 'what answers at the port of pod {pod} is not its mount ({text}): a process left over holds the port',
    field: null,
  },
  StatsLackFigure: {
    says: 'what pod {pod} tells has no {metric}: is it another program, or another edition?',
    field: null,
  },
  StatsTwice: {
    says: 'pod {pod} tells {metric} more than once: which one is true cannot be told',
    field: null,
  },
  StatsMalformed: { says: '{metric} of pod {pod} is no number of bytes: {text}', field: null },
  CapacityNotDeclared: {
    says: 'the spec of {kind} {runtime} does not say how much a worker may cache (the quota of its first level, or the worker’s option cache-size), and the engine tells nobody',
    field: null,
  },
  WorkersDoNotShare: {
    says: 'the workers of {kind} {runtime} share no cache, so there is no one figure of how full it is: each pod is shown by itself; schedules and fixed counts work, and engine.perPod: true takes what they hold as one cache',
    field: 'spec.engine.perPod',
  },
  EngineUrlUnused: {
    says: '{kind} has no one address: the pods of {runtime} are asked themselves, and engine.url is not; take it out, or name it as an http source',
    field: 'spec.engine.url',
  },
  StatusOfClients: {
    says: 'the status of a JuiceFS community cache is what its clients hold over what its workers may hold, which says nothing of either',
    field: null,
  },

  // A CacheRuntime's own report
  ClassMissing: {
    says: 'there is no CacheRuntimeClass {class} ({text}), so nobody knows how to ask the cache',
    field: 'spec.engine.url',
  },
  ClassForbidden: {
    says: 'CacheRuntimeClass {class} may not be read, and it says how to ask the cache: grant get on cacheruntimeclasses ({text})',
    field: 'spec.engine.url',
  },
  ClassUnreadable: { says: 'CacheRuntimeClass {class} cannot be read ({text})', field: 'spec.engine.url' },
  ClassNoReport: {
    says: 'CacheRuntimeClass {class} has no report command (topology.{component}.executionEntries.reportSummary), so its caches tell nobody how full they are',
    field: 'spec.engine.url',
  },
  ClassBadReport: {
    says: 'the report command of CacheRuntimeClass {class} (topology.{component}) is no list of a few words: it is not run',
    field: 'spec.engine.url',
  },
  ClassNoContainer: {
    says: 'CacheRuntimeClass {class} names no container in the template of its {component}, so nobody knows where to run its report command',
    field: 'spec.engine.url',
  },
  ReportEmpty: { says: 'the report of {from} is empty', field: 'spec.engine.url' },
  ReportNotJson: { says: 'the report of {from} is no JSON object: {text}', field: 'spec.engine.url' },
  ReportLacks: { says: 'the report of {from} has no {key}', field: 'spec.engine.url' },
  ReportMalformed: { says: '{key} in the report of {from} is no size: {text}', field: 'spec.engine.url' },
  ReportTwice: {
    says: 'the report of {from} says {key} more than once: which one is true cannot be told',
    field: 'spec.engine.url',
  },
  ReportCapacityZero: { says: 'the report of {from} says the cache has no capacity', field: null },
  ReportUsedAboveCapacity: {
    says: 'the report of {from} says {used:size} of {capacity:size} are cached, which cannot be',
    field: null,
  },
  StatusOfBinding: {
    says: 'the status of a CacheRuntime’s Dataset is of the moment it was bound, and is never written again',
    field: null,
  },

  // Notes on figures that are used
  CapacityFromSpec: {
    says: 'capacity is what the spec declares, {declared:size} for each of {workers} workers that serve: the engine does not tell its own',
    field: null,
  },
  PodsPartial: {
    says: '{silent} of {asked} workers did not tell what they hold (the first: {pod}, {why}): used is at least what is said here, and nothing shrinks on it',
    field: null,
  },
  PodsYoung: {
    says: '{pods} workers began less than two minutes ago (the first: {pod}) and may not have counted yet what their disks hold: used is at least what is said here, and nothing shrinks on it',
    field: null,
  },
  PodsOverfull: {
    says: '{pods} workers hold more than the declared {declared:size} (up to {used:size}), as they do while blocks wait to be written or evicted: taken as full',
    field: null,
  },
} as const satisfies Catalogue;
