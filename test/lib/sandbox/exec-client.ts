/** A command in a pod over a bare WebSocket: what is asserted is what came over the wire. */
import { WebSocket } from 'ws';

export interface Spoken {
  readonly protocol: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The last message: how the command ended. Null where none came. */
  readonly status: { readonly status: string; readonly reason?: string } | null;
  /** 1000: a clean end; 1006: the connection broke; null: it stands, nothing more came. */
  readonly closed: number | null;
  /** First bytes of all messages: the channels. */
  readonly channels: readonly number[];
}

export interface Refused {
  readonly code: number;
  readonly body: { readonly message: string; readonly reason: string };
}

export interface Called {
  readonly url: string;
  readonly namespace: string;
  readonly pod: string;
  readonly command: readonly string[];
  readonly container?: string;
  readonly protocols?: readonly string[];
  /** Gives up and tells what came so far once this many bytes of output were read. */
  readonly enough?: number;
}

export function callInPod(called: Called): Promise<Spoken | Refused> {
  const { url, namespace, pod, command, container, enough = Number.POSITIVE_INFINITY } = called;
  const query = new URLSearchParams({ stdout: 'true', stderr: 'true', ...(container && { container }) });
  for (const word of command) query.append('command', word);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, [
    ...(called.protocols ?? ['v5.channel.k8s.io']),
  ]);
  return new Promise((resolve, reject) => {
    const texts: Record<number, string> = {};
    const channels: number[] = [];
    const told = (closed: number | null): Spoken => ({
      protocol: socket.protocol,
      stdout: texts[1] ?? '',
      stderr: texts[2] ?? '',
      status: texts[3] === undefined ? null : JSON.parse(texts[3]),
      closed,
      channels,
    });
    socket.on('message', (data: Buffer) => {
      const [channel = -1] = data;
      channels.push(channel);
      texts[channel] = `${texts[channel] ?? ''}${data.subarray(1).toString()}`;
      if ((texts[1]?.length ?? 0) < enough) return;
      resolve(told(null));
      socket.terminate();
    });
    socket.on('unexpected-response', (_, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    socket.on('close', (code) => resolve(told(code)));
    socket.on('error', reject);
  });
}
