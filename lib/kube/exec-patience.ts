import type { Clock } from '../clock/clock.ts';
import type { ExecAnswer, ExecInPod, ExecRequest } from './exec-contract.ts';
import { failed } from './exec-failure.ts';

/** A slow moment is let pass; from the second time on a container is left alone for so long, doubling, ms. */
const firstPauseMs = 60_000;
const longestPauseMs = 600_000;
/** So many containers are remembered at most. */
const rememberedAtMost = 1_024;

interface Hung {
  readonly times: number;
  readonly until: number;
}

/**
 * A command that hangs goes on in its pod when it is given up here, and the next would hang beside it: so a container whose command
 * did not end twice in a row is not asked for a while. One that answers is forgiven at once.
 * @param clock the one that time-outs run on
 */
export function patientExec(exec: ExecInPod, clock: Clock): ExecInPod {
  const hung = new Map<string, Hung>();

  function remember(key: string, times: number): void {
    hung.delete(key);
    if (hung.size >= rememberedAtMost) hung.delete(hung.keys().next().value as string);
    const pauseMs = times < 2 ? 0 : Math.min(firstPauseMs * 2 ** (times - 2), longestPauseMs);
    hung.set(key, { times, until: clock.monotonic() + pauseMs });
  }
  return async (request) => {
    const key = `${request.namespace}/${request.pod}/${request.container}`;
    const before = hung.get(key);
    const began = clock.monotonic();
    if (before && began < before.until)
      return failed('ExecLeftAlone', request, { times: before.times, left: before.until - began });
    const answer = await exec(request);
    if (didNotEnd(answer, request, clock.monotonic() - began)) remember(key, (before?.times ?? 0) + 1);
    else hung.delete(key);
    return answer;
  };
}

/** Also when whoever asked gave up first, unless it had hardly begun. */
function didNotEnd(answer: ExecAnswer, { timeoutMs }: ExecRequest, tookMs: number): boolean {
  if (!('failure' in answer)) return false;
  const { code } = answer.failure;
  return code === 'ExecTimeout' || (code === 'ReadCancelled' && tookMs >= timeoutMs / 2);
}
