import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The server's side of one websocket, frame by frame, so that it can also be spoken badly. */
export interface Talk {
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Agrees; `protocol` and `accept` are what a good server would say unless given. */
  agree(said?: { readonly protocol?: string; readonly accept?: string }): void;
  /** Answers with a status and a body instead. */
  refuse(status: number, body: string, type?: string): void;
  /** One message of a channel. */
  message(channel: number, data: string | Buffer): void;
  /** One frame: 1 text, 2 binary, 8 close, 9 ping. */
  frame(opcode: number, payload: Buffer): void;
  raw(bytes: Buffer): void;
  /** Every byte the client sent since it was agreed with. */
  heard(): Buffer;
  /** Resolves when the client has sent anything more. */
  hears(): Promise<void>;
  /** Resolves when the client's connection is gone. */
  readonly gone: Promise<void>;
  end(): void;
  reset(): void;
}

export interface ExecServer {
  readonly url: string;
  readonly asked: readonly IncomingMessage[];
  play(script: (talk: Talk) => void): void;
  close(): Promise<void>;
}

export const success = '{"metadata":{},"status":"Success"}';

/** What the API server sends when the command has ended with this code. */
export function exitStatus(code: number): string {
  return JSON.stringify({
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: `${code}` }] },
  });
}

function framed(opcode: number, payload: Buffer): Buffer {
  const head = [0x80 | opcode];
  if (payload.length < 126) return Buffer.concat([Buffer.from([...head, payload.length]), payload]);
  const long = payload.length > 65_535;
  const length = Buffer.alloc(long ? 8 : 2);
  if (long) length.writeBigUInt64BE(BigInt(payload.length));
  else length.writeUInt16BE(payload.length);
  return Buffer.concat([Buffer.from([...head, long ? 127 : 126]), length, payload]);
}

function talkOver(request: IncomingMessage, socket: Socket): Talk {
  const heard: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  const { headers } = request;
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const frame = (opcode: number, payload: Buffer) => void socket.write(framed(opcode, payload));
  return {
    query: new URL(request.url ?? '/', 'http://here').searchParams,
    headers,
    agree({ protocol = 'v5.channel.k8s.io', accept = createHash('sha1').update(key).digest('base64') } = {}) {
      const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      const said = protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`];
      socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, ...said, '', ''].join('\r\n'));
    },
    refuse(status, body, type = 'application/json') {
      const lines = [`HTTP/1.1 ${status} No`, `Content-Type: ${type}`, `Content-Length: ${body.length}`];
      socket.end([...lines, '', body].join('\r\n'));
    },
    message: (channel, data) => frame(2, Buffer.concat([Buffer.from([channel]), Buffer.from(data)])),
    frame,
    raw: (bytes) => void socket.write(bytes),
    heard: () => Buffer.concat(heard),
    hears: () => new Promise((resolve) => socket.once('data', () => resolve())),
    gone: new Promise((resolve) => {
      for (const end of ['end', 'close']) socket.once(end, () => resolve());
    }),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  };
}

/** A server on 127.0.0.1 that opens websockets, and then does what the test says. */
export async function playExecServer(): Promise<ExecServer> {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let play: (talk: Talk) => void = () => undefined;
  const server = createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    asked.push(request);
    play(talkOver(request, socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    play(script) {
      play = script;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
