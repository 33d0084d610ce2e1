import type { JsonObject } from './json.ts';

/** What a command in a container comes to. */
export interface ExecAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Ways in which a command goes wrong, to try a reader on. Those of the way there: `refuse` (the node is not reached), `hang`
 * (nothing comes), `hang-midway` (half of it, then nothing), `cut` (half of it, then the connection breaks), `no-status`
 * (all of it and a clean end, without the status that ends every command).
 * Those of the command: `no-command` (the container has no such program), `nonzero` (it fails, with something to say on standard
 * error), `empty`, `garbage` (bytes that are no text), `half` (well-formed to the middle of a line), `huge` (endless text).
 */
export const execFaults = [
  'refuse',
  'hang',
  'hang-midway',
  'cut',
  'no-status',
  'no-command',
  'nonzero',
  'empty',
  'garbage',
  'half',
  'huge',
] as const;
export type ExecFault = (typeof execFaults)[number];

/** The status that ends a command's streams. */
export function statusOf(exitCode: number): JsonObject {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** The status when the container has no such program, as containerd words it. */
export function noSuchProgram(program: string): JsonObject {
  const why = `exec: "${program}": executable file not found in $PATH: unknown`;
  const message = `failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${why}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: error executing command in container: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message: `error executing command in container: ${message}` }] },
    code: 500,
  };
}
