/** Commands in pods, over websockets. Loads a package that nothing else needs: import it when the first command is to run. */
import type { Duplex } from 'node:stream';
import { Receiver, Sender } from 'ws';
import { firstAbort } from '../clock/first-abort.ts';
import { type KubeClient, resourcePath } from './client.ts';
import type { ExecAnswer, ExecInPod, ExecRequest } from './exec-contract.ts';
import { failed, refused } from './exec-failure.ts';
import { createStreams } from './exec-streams.ts';

/** v5 adds the closing of standard input, which we never open; servers before 1.29 speak v4. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** The longest status accepted, bytes. */
const statusBytes = 64 * 2 ** 10;
const normalClosure = 1_000;

/** @param expire a signal that aborts after so many ms; `AbortSignal.timeout` unless given */
export function createExec(
  client: KubeClient,
  expire: (ms: number) => AbortSignal = AbortSignal.timeout,
): ExecInPod {
  return async (request) => {
    const { signal, release } = firstAbort([expire(request.timeoutMs), request.signal]);
    try {
      const { socket } = await client.websocket({
        path: pathOf(request),
        protocols,
        signal,
        timeoutMs: request.timeoutMs,
      });
      return (await follow(socket, request, signal)) ?? givenUp(request);
    } catch (error) {
      return signal.aborted ? givenUp(request) : refused(error, request);
    } finally {
      release();
    }
  };
}

function givenUp(request: ExecRequest): ExecAnswer {
  if (request.signal?.aborted)
    return failed('ReadCancelled', request, { address: `${request.namespace}/${request.pod}` });
  return failed('ExecTimeout', request, { limit: request.timeoutMs });
}

function pathOf({ namespace, pod, container, command }: ExecRequest): string {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  return `${resourcePath({ group: '', version: 'v1', plural: 'pods' }, namespace, pod, 'exec')}?${query}`;
}

/**
 * Reads until the outcome is known.
 * @returns null when the signal aborted first
 */
function follow(socket: Duplex, request: ExecRequest, signal: AbortSignal): Promise<ExecAnswer | null> {
  return new Promise((resolve) => {
    const maxPayload = Math.max(request.maxBytes, statusBytes) + 1;
    const receiver = new Receiver({ isServer: false, maxPayload, skipUTF8Validation: true });
    const sender = new Sender(socket, {});
    const streams = createStreams(request);
    let settled = false;

    function settle(answer: ExecAnswer | null): void {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      socket.unpipe(receiver);
      receiver.destroy();
      if (answer === null || 'failure' in answer) socket.destroy();
      else sender.close(normalClosure, '', true, () => socket.destroy());
      resolve(answer);
    }
    const onAbort = () => settle(null);
    const onEnd = () => settle(failed('ExecCut', request, { bytes: streams.bytes() }));
    receiver.on('message', (message: Buffer, isBinary: boolean) => {
      const answer = settled ? null : streams.take(message, isBinary);
      if (answer !== null) settle(answer);
    });
    receiver.on('ping', (data: Buffer) => {
      if (!settled) sender.pong(data, true, () => undefined);
    });
    receiver.on('conclude', onEnd);
    receiver.on('error', (error: { readonly code?: string }) => settle(unreadable(error, request)));
    for (const end of ['end', 'close', 'error']) socket.once(end, onEnd);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    socket.pipe(receiver);
  });
}

/** Bytes that are no frames, or a frame that is longer than anything we would take. */
function unreadable({ code }: { readonly code?: string }, request: ExecRequest): ExecAnswer {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return failed('ExecTooLarge', request, { limit: request.maxBytes });
  return failed('ExecGarbled', request, { text: code ?? 'no frames' });
}
