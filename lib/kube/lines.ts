import { ConnectionError } from './errors.ts';

/** Bytes in, whole lines out. */
export interface LineSplitter {
  push(chunk: Buffer): void;
}

/**
 * Cuts a byte stream at newlines; characters and lines may be cut anywhere between chunks, and a line may be of any
 * size up to `maxBytes` at a cost in proportion to its length. What follows the last newline is never handed over.
 * @throws ConnectionError `TOO_LARGE` from `push` when a line grows past `maxBytes`
 */
export function createLineSplitter(onLine: (line: string) => void, maxBytes: number): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;
  function keep(part: Buffer): void {
    held += part.length;
    if (held > maxBytes) {
      throw new ConnectionError('TOO_LARGE', `a line of a watch is longer than ${maxBytes} bytes`, true);
    }
    if (part.length > 0) parts.push(part);
  }
  function take(): string {
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, held);
    parts = [];
    held = 0;
    return line.toString('utf8');
  }
  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        keep(chunk.subarray(from, at));
        from = at + 1;
        onLine(take());
      }
      keep(chunk.subarray(from));
    },
  };
}
