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
} as const satisfies Catalogue;
