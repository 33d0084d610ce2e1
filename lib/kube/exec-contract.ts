/** What runs a command in a pod; importing this costs nothing. */

export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program and its arguments, as they are: no shell, no standard input, no terminal. */
  readonly command: readonly string[];
  /** For the whole of it: connecting, running, reading; ms of real time. */
  readonly timeoutMs: number;
  /** Most bytes taken of standard output and standard error together. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** A code of the reason catalogue (`Exec…`, or `ReadCancelled`) and what its sentence needs. */
export interface ExecFailure {
  readonly code: string;
  readonly numbers: Readonly<Record<string, number | string | null>>;
}

export type ExecAnswer = { readonly stdout: string } | { readonly failure: ExecFailure };

/**
 * Runs exactly this one command, once. Never throws for what the API server, the node or the command does.
 * A command that hangs is given up, not ended: Kubernetes has no way to end it, so whoever calls must not call again at once.
 */
export type ExecInPod = (request: ExecRequest) => Promise<ExecAnswer>;
