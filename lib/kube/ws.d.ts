/**
 * What is used of the package, which brings no types: reading and writing the frames of a connection that is there; the other end,
 * for the sandbox; and a bare client, for tests.
 */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex, Writable } from 'node:stream';

  /**
   * Takes bytes, emits `message` (data, isBinary), `ping` (data), `conclude` (code, reason: the other side has closed), and `error`
   * with a `code` that begins with `WS_ERR_`.
   */
  export class Receiver extends Writable {
    constructor(options: { isServer: boolean; maxPayload: number; skipUTF8Validation: boolean });
  }

  export class Sender {
    constructor(socket: Duplex, extensions: Record<string, never>);
    pong(data: Buffer, mask: boolean, done: (error?: Error) => void): void;
    close(code: number, reason: string, mask: boolean, done: (error?: Error) => void): void;
  }

  /** One connection, at either end. */
  export class WebSocket extends EventEmitter {
    constructor(url: string, protocols: string[]);
    readonly protocol: string;
    readonly readyState: number;
    readonly OPEN: number;
    send(data: Buffer, done?: (error?: Error) => void): void;
    close(code: number): void;
    terminate(): void;
    on(event: 'message', listener: (data: Buffer) => void): this;
    on(event: 'close', listener: (code: number) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): this;
  }

  export class WebSocketServer {
    constructor(options: {
      noServer: true;
      perMessageDeflate: boolean;
      handleProtocols: (offered: ReadonlySet<string>) => string | false;
    });
    readonly clients: ReadonlySet<WebSocket>;
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      then: (stream: WebSocket) => void,
    ): void;
  }
}
