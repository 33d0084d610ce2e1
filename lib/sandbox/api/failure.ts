import type { JsonObject } from './json.ts';
import type { Kind } from './kinds.ts';

/** One cause of a refusal, as the API server lists them under `details.causes`. */
export interface Cause {
  reason?: string;
  message: string;
  field?: string;
}

/** A request that is refused: the HTTP code and the `Status` object to answer with. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor(code: number, reason: string | null, message: string, details?: JsonObject) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === null ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** `alluxioruntimes.data.fluid.io`, or `pods` for the core group. */
export function resourceName(kind: Kind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

function kindName(kind: Kind): string {
  return kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
}

function about(kind: Kind, name: string): JsonObject {
  return { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
}

export function notFound(kind: Kind, name: string): ApiFailure {
  return new ApiFailure(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, about(kind, name));
}

export function alreadyExists(kind: Kind, name: string): ApiFailure {
  const message = `${resourceName(kind)} "${name}" already exists`;
  return new ApiFailure(409, 'AlreadyExists', message, about(kind, name));
}

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(kind: Kind, name: string, why: string = MODIFIED): ApiFailure {
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`;
  return new ApiFailure(409, 'Conflict', message, about(kind, name));
}

export function otherUid(kind: Kind, name: string, asked: string, found: string): ApiFailure {
  return conflict(
    kind,
    name,
    `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${found}`,
  );
}

/** 422 with causes: the object itself is at fault. */
export function invalid(kind: Kind, name: string, causes: readonly Cause[]): ApiFailure {
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const details = {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: [...causes],
  };
  return new ApiFailure(422, 'Invalid', `${kindName(kind)} "${name}" is invalid: ${text}`, details);
}

/** 422 about the request's own options (`dryRun`, `resourceVersionMatch`, ...). */
export function invalidOptions(options: string, cause: Cause): ApiFailure {
  const message = `${options}.meta.k8s.io "" is invalid: ${cause.field}: ${cause.message}`;
  return new ApiFailure(422, 'Invalid', message, { group: 'meta.k8s.io', kind: options, causes: [cause] });
}

/** 422 of a patch that cannot be applied. This is how a lost compare-and-swap looks: no causes, empty details. */
export function patchRefused(): ApiFailure {
  const message = 'the server rejected our request due to an error in our request';
  return new ApiFailure(422, 'Invalid', message, {});
}

/** 422 of a patch whose outcome cannot be decoded into the kind. */
export function undecodable(result: JsonObject, why: string): ApiFailure {
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(result))}: ${why}`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  return new ApiFailure(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes });
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, 'BadRequest', message);
}

export function internal(why: string): ApiFailure {
  const details = { causes: [{ message: why }] };
  return new ApiFailure(500, 'InternalError', `Internal error occurred: ${why}`, details);
}

export function expired(message: string, details?: JsonObject): ApiFailure {
  return new ApiFailure(410, 'Expired', message, details);
}

export function fromTheFuture(asked: number, current: number): ApiFailure {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new ApiFailure(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}

export function unsupportedMedia(accepted: readonly string[]): ApiFailure {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiFailure(415, 'UnsupportedMediaType', message);
}

export function notAllowed(kind: Kind, verb: string): ApiFailure {
  const message = `${verb} is not supported on resources of kind "${resourceName(kind)}"`;
  const details = { ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
  return new ApiFailure(405, 'MethodNotAllowed', message, details);
}
