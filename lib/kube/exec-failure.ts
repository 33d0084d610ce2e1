/** What went wrong with a command in a pod, told from the words of the API server, the node and the container runtime. */
import { ApiError, ConnectionError, oneLine } from './errors.ts';
import type { ExecFailure, ExecRequest } from './exec-contract.ts';

/** Of what a command or a node says, so much is repeated, characters. */
const wordsKept = 160;
/** … and so much is looked at, to tell what it means. */
const wordsRead = 2_000;

/** Shells and container runtimes end a command that cannot be started with these. */
const cannotStart: ReadonlySet<number> = new Set([126, 127]);
const noSuchCommand =
  /executable file not found|no such file or directory|permission denied.*exec|exec format error/i;
/** As a node says it whose runtime does not hand the code itself on. */
const exitedWith = /\bexit (?:code|status) (\d{1,3})\b/;
/** The API server and the node each put this in front of what the runtime says. */
const preamble = /^(?:Internal error occurred: )+(?:error executing command in container: )?/;
const noSuchContainer =
  /container not found|container \S+ (is not valid|not found)|container .*(is not running|not running|not created)/i;

export function failed(
  code: string,
  request: ExecRequest,
  numbers: ExecFailure['numbers'] = {},
): { failure: ExecFailure } {
  const { namespace, pod, container, command } = request;
  const target = {
    namespace,
    pod: `${namespace}/${pod}`,
    container,
    command: oneLine(command.join(' '), wordsKept),
  };
  return { failure: { code, numbers: { ...target, ...numbers } } };
}

/** The connection was never made a stream of the command: why, from what `KubeClient.websocket` threw. */
export function refused(error: unknown, request: ExecRequest): { failure: ExecFailure } {
  if (error instanceof ApiError) return fromAnswer(error, request);
  if (!(error instanceof ConnectionError)) throw error;
  if (error.code === 'TIMEOUT') return failed('ExecTimeout', request, { limit: request.timeoutMs });
  if (error.code === 'NOT_WEBSOCKET') return failed('ExecUpgradeRefused', request, { text: error.message });
  return failed('ExecNoConnection', request, { text: error.message });
}

function fromAnswer({ status, reason, message }: ApiError, request: ExecRequest): { failure: ExecFailure } {
  const text = oneLine(wordsOf(message), wordsKept);
  // Without a Status it was not the API server who answered, or one that does not know the path.
  if (reason === '') return failed('ExecUpgradeRefused', request, { text });
  if (status === 403) return failed('ExecForbidden', request, { text });
  if (status === 404) return failed('ExecPodGone', request, { text });
  if (noSuchContainer.test(text)) return failed('ExecContainerMissing', request, { text });
  // What is left of 400 is a pod without a node, or one that has ended.
  if (status === 400) return failed('ExecPodNotRunning', request, { text });
  return failed('ExecFailed', request, { text: `${status} ${reason}: ${text}` });
}

interface ExecStatus {
  readonly status?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: {
    readonly causes?: readonly { readonly reason?: unknown; readonly message?: unknown }[] | null;
  } | null;
}

/**
 * The command has ended, or the node could not start it: the Status on the error channel.
 * @param errors the beginning of what the command wrote to standard error
 * @returns null when it ended well
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go
 */
export function ended(text: string, errors: string, request: ExecRequest): { failure: ExecFailure } | null {
  const status = parsed(text);
  if (status === null) return failed('ExecGarbled', request, { text: oneLine(text, wordsKept) });
  if (status.status === 'Success') return null;
  const message = wordsOf(typeof status.message === 'string' ? status.message : '');
  const told = { text: oneLine(message, wordsKept) || 'no reason given' };
  const exit = exitCode(status) ?? exitedWith.exec(message)?.[1];
  if (exit !== undefined) {
    const code = cannotStart.has(Number(exit)) ? 'ExecCommandMissing' : 'ExecExited';
    return failed(code, request, { exit, text: oneLine(errors, wordsKept) || told.text });
  }
  if (noSuchContainer.test(message)) return failed('ExecContainerMissing', request, told);
  if (noSuchCommand.test(message)) return failed('ExecCommandMissing', request, told);
  return failed('ExecFailed', request, told);
}

function parsed(text: string): ExecStatus | null {
  try {
    const value: unknown = JSON.parse(text);
    const isStatus = typeof value === 'object' && value !== null && 'status' in value;
    return isStatus ? value : null;
  } catch {
    return null;
  }
}

function wordsOf(message: string): string {
  return oneLine(message, wordsRead).replace(preamble, '');
}

function exitCode({ details }: ExecStatus): string | undefined {
  const causes = Array.isArray(details?.causes) ? details.causes : [];
  const code: unknown = causes.find((cause) => cause?.reason === 'ExitCode')?.message;
  return typeof code === 'string' && /^\d{1,3}$/.test(code) ? code : undefined;
}
