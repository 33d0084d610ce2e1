import type { KubeClient } from './client.ts';
import type { ExecInPod } from './exec-contract.ts';

/** {@link ExecInPod} over this client; loads what it takes when the first command is to run, for most daemons never run one. */
export function lazyExec(client: KubeClient): ExecInPod {
  let exec: Promise<ExecInPod> | null = null;
  return async (request) => {
    exec ??= import('./exec.ts').then(({ createExec }) => createExec(client));
    return (await exec)(request);
  };
}
