/** The messages of one command as they come over the wire. */
import type { Duplex } from 'node:stream';
import type { KubeClient } from '../../lib/kube/client.ts';

export interface ExecRequested {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

export interface Message {
  readonly channel: number;
  readonly data: Buffer;
}

export function pathOf({ namespace, pod, container, command }: ExecRequested): string {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  return `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
}

/** Everything until the server closes. @throws where it is not frames as a server has to send them (RFC 6455, 5) */
export async function messagesOf(client: KubeClient, asked: ExecRequested): Promise<readonly Message[]> {
  const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
  const { socket } = await client.websocket({ path: pathOf(asked), protocols });
  const bytes = await everything(socket);
  const messages: Message[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { opcode, payload, next } = frameAt(bytes, at);
    at = next;
    if (opcode === 8) break;
    if (opcode !== 2 || payload.length === 0)
      throw new Error(`a frame of kind ${opcode}, ${payload.length} bytes`);
    messages.push({ channel: payload[0] as number, data: payload.subarray(1) });
  }
  return messages;
}

async function everything(socket: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    // A server may wait for the answer to its close before it ends the connection.
    if (endsWithClose(Buffer.concat(chunks))) break;
  }
  return Buffer.concat(chunks);
}

function endsWithClose(bytes: Buffer): boolean {
  try {
    for (let at = 0; at < bytes.length; ) {
      const { opcode, next } = frameAt(bytes, at);
      if (opcode === 8) return true;
      at = next;
    }
  } catch {
    return false;
  }
  return false;
}

function frameAt(bytes: Buffer, at: number) {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  if ((first & 0xf0) !== 0x80 || second > 127) throw new Error('a fragment, an extension or a mask');
  const short = second < 126;
  const length = short
    ? second
    : second === 126
      ? bytes.readUInt16BE(at + 2)
      : Number(bytes.readBigUInt64BE(at + 2));
  const start = at + 2 + (short ? 0 : second === 126 ? 2 : 8);
  const next = start + length;
  if (next > bytes.length) throw new Error('a frame that is cut off');
  return { opcode: first & 0x0f, payload: bytes.subarray(start, next), next };
}
