/**
 * Commands in pods, as `lib/kube/exec.ts` relies on them: the same assertions on the real API server (with kwok as the kubelet) and
 * on the sandbox. Whoever serves names one running pod and two commands it can run; everything else is asserted here, on the
 * frames as they come.
 */
import { expect } from 'chai';
import type { KubeClient } from '../../lib/kube/client.ts';
import { connect } from '../../lib/kube/connect.ts';
import { ApiError } from '../../lib/kube/errors.ts';
import { createExec } from '../../lib/kube/exec.ts';
import type { Served } from './api-contract.ts';
import { type ExecRequested, messagesOf, pathOf } from './exec-stream.ts';

export interface ExecServed extends Served {
  readonly namespace: string;
  /** A pod that runs and is Ready. */
  readonly pod: string;
  /** Its container the commands are for. */
  readonly container: string;
  /** Prints `printed`, and nothing else, to standard output, and ends with 0. */
  readonly good: readonly string[];
  readonly printed: string;
  /** Says something on standard error and ends with another code than 0. */
  readonly bad: readonly string[];
}

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

export function describeExecContract(who: string, start: () => Promise<ExecServed>): void {
  describe(`commands in pods, as ${who} runs them`, () => {
    let served: ExecServed;
    let client: KubeClient;
    before(async () => {
      served = await start();
      client = connect({ kubeconfig: served.kubeconfig });
    });
    after(async () => {
      await client?.close();
      await served?.stop();
    });

    const asked = (other: Partial<ExecRequested> = {}): ExecRequested => ({
      namespace: served.namespace,
      pod: served.pod,
      container: served.container,
      command: served.good,
      ...other,
    });
    async function refusal(other: Partial<ExecRequested>): Promise<readonly unknown[]> {
      const error: unknown = await client
        .websocket({ path: pathOf(asked(other)), protocols })
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(ApiError);
      const { status, reason, message } = error as ApiError;
      return [status, reason, message];
    }

    it('opens a websocket of the better protocol offered', async () => {
      const { socket, protocol } = await client.websocket({ path: pathOf(asked()), protocols });
      socket.destroy();
      expect(protocol).to.equal('v5.channel.k8s.io');
    });
    it('sends what the command prints on channel 1, then on channel 3 that it ended well, then closes', async () => {
      const messages = await messagesOf(client, asked());
      const printed = messages.filter(({ channel }) => channel === 1).map(({ data }) => data);
      expect(Buffer.concat(printed).toString()).to.equal(served.printed);
      const last = messages.at(-1);
      expect(last?.channel).to.equal(3);
      expect(JSON.parse(String(last?.data))).to.deep.equal({ metadata: {}, status: 'Success' });
    });
    it('sends what the command complains of on channel 2, then on channel 3 that it failed', async () => {
      const messages = await messagesOf(client, asked({ command: served.bad }));
      const said = messages.filter(({ channel, data }) => channel === 2 && data.length > 0);
      expect(said).not.to.deep.equal([]);
      expect(JSON.parse(String(messages.at(-1)?.data))).to.include({ status: 'Failure' });
    });
    it('has no such pod: 404', async () => {
      expect(await refusal({ pod: 'nobody-0' })).to.deep.equal([
        404,
        'NotFound',
        'pods "nobody-0" not found',
      ]);
    });
    it('has no such container: 400', async () => {
      const message = `container nope is not valid for pod ${served.pod}`;
      expect(await refusal({ container: 'nope' })).to.deep.equal([400, 'BadRequest', message]);
    });

    describe('through lib/kube/exec', () => {
      const limits = { timeoutMs: 20_000, maxBytes: 10_000 };
      const outcome = async (other: Partial<ExecRequested> & { readonly maxBytes?: number }) => {
        const answer = await createExec(client)({ ...limits, ...asked(other), ...other });
        return 'failure' in answer ? answer.failure.code : answer.stdout;
      };
      it('is what was printed', async () => {
        expect(await outcome({})).to.equal(served.printed);
      });
      it('is given up when it is too much', async () => {
        expect(await outcome({ maxBytes: served.printed.length - 1 })).to.equal('ExecTooLarge');
      });
      it('is a failure with a code for a command that fails, and for one that is not there', async () => {
        expect(await outcome({ command: served.bad })).to.equal('ExecExited');
        expect(await outcome({ command: ['no-such-command-anywhere'] })).to.equal('ExecCommandMissing');
      });
      it('is a failure with a code for a pod and a container that are not there', async () => {
        expect(await outcome({ pod: 'nobody-0' })).to.equal('ExecPodGone');
        expect(await outcome({ container: 'nope' })).to.equal('ExecContainerMissing');
      });
    });
  });
}
