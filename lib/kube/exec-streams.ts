import type { ExecAnswer, ExecRequest } from './exec-contract.ts';
import { ended, failed } from './exec-failure.ts';

/** The first byte of each message (`v4.channel.k8s.io` and `v5`). */
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** Standard error kept for a message, bytes. */
const errorsKept = 1_024;

/** Gathers what comes of one command. */
export interface ExecStreams {
  /** Bytes of output so far, both streams. */
  bytes(): number;
  /** @returns the outcome once it is known: the server sends the status last; null: there is more to come */
  take(message: Buffer, isBinary: boolean): ExecAnswer | null;
}

export function createStreams(request: ExecRequest): ExecStreams {
  const stdout: Buffer[] = [];
  let errors = '';
  let bytes = 0;

  function output(channel: number, data: Buffer): ExecAnswer | null {
    bytes += data.length;
    if (bytes > request.maxBytes) return failed('ExecTooLarge', request, { limit: request.maxBytes });
    if (channel === STDOUT) stdout.push(data);
    else if (errors.length < errorsKept) errors += data.toString('utf8', 0, errorsKept);
    return null;
  }
  return {
    bytes: () => bytes,
    take(message, isBinary) {
      const channel = message[0];
      if (channel === undefined) return null;
      const data = message.subarray(1);
      if (isBinary && channel === STATUS) {
        const failure = ended(data.toString('utf8'), errors, request);
        return failure ?? { stdout: Buffer.concat(stdout).toString('utf8') };
      }
      if (isBinary && (channel === STDOUT || channel === STDERR)) return output(channel, data);
      return failed('ExecGarbled', request, { text: `a message of channel ${channel}` });
    },
  };
}
