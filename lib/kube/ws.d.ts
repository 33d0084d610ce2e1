/** What is used of the package, which brings no types: reading and writing the frames of a connection that is there. */
declare module 'ws' {
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
}
