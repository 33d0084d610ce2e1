/** An engine that shows one recorded page, in a process of its own so that its work is nobody else's. */
import { recordedPage, serve } from '../lib/runtimes/engine-server.ts';

const page = Buffer.from(recordedPage(process.argv[2] ?? ''));
const { port } = await serve((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  // In chunks, as the engine writes it.
  for (let from = 0; from < page.length; from += 32_768) response.write(page.subarray(from, from + 32_768));
  response.end();
});
process.send?.(port);
process.on('disconnect', () => process.exit(0));
