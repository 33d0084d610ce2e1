import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ConnectionError } from './errors.ts';

/** RFC 6455, 1.3: what both sides put behind the key. */
const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One opening of a websocket (RFC 6455, 4.1). */
export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  /**
   * @returns which of the protocols the server took
   * @throws ConnectionError `NOT_WEBSOCKET`: what answered does not know the key, or took a protocol nobody offered
   */
  accepted(answer: IncomingHttpHeaders): string;
}

/** @param protocols the subprotocols offered, the best first */
export function handshake(protocols: readonly string[]): Handshake {
  const key = randomBytes(16).toString('base64');
  const expected = createHash('sha1').update(`${key}${suffix}`).digest('base64');
  return {
    headers: {
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Protocol': protocols.join(', '),
    },
    accepted(answer) {
      const protocol = answer['sec-websocket-protocol'];
      const known = answer['sec-websocket-accept'] === expected;
      if (known && typeof protocol === 'string' && protocols.includes(protocol)) return protocol;
      const what = known
        ? 'took none of the protocols offered'
        : 'did not agree to the websocket it was asked for';
      throw new ConnectionError('NOT_WEBSOCKET', `the server ${what}`, true);
    },
  };
}
