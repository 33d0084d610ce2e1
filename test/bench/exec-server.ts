/** A process of its own: an API server, as far as a command in a pod sees one, over TLS. Says its port on standard output. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const [cert = '', key = '', printed = ''] = process.argv.slice(2);
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One message of a channel, in one frame. */
function message(channel: number, text: string): Buffer {
  const payload = Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
  const head =
    payload.length < 126 ? [0x82, payload.length] : [0x82, 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}
const answer = Buffer.concat([
  message(1, readFileSync(printed, 'utf8')),
  message(3, '{"metadata":{},"status":"Success"}'),
]);

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}${KEY_SUFFIX}`)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  const rest = [`Sec-WebSocket-Accept: ${accept}`, 'Sec-WebSocket-Protocol: v5.channel.k8s.io', '', ''];
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.resume();
  socket.write([...head, ...rest].join('\r\n'));
  socket.write(answer);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
