/** One cause out of a Kubernetes `Status`. */
export interface ApiCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** What the Status says the failure is about; empty strings where it does not say. */
export interface ApiDetails {
  readonly name: string;
  readonly group: string;
  readonly kind: string;
}

interface ApiErrorParts {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly causes?: readonly ApiCause[];
  readonly details?: ApiDetails | null;
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * The server answered, and the answer is not a success. `message` is one short printable line made from the
 * `Status`; it never holds headers or the raw body. Source: Kubernetes API conventions, "Response Status Kind".
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status. */
  readonly status: number;
  /** `NotFound`, `Conflict`, `Invalid`, `Expired`, ...; empty when the answer was not a Kubernetes `Status`. */
  readonly reason: string;
  readonly causes: readonly ApiCause[];
  /** Null when the Status names nothing, or there was no Status. */
  readonly details: ApiDetails | null;
  /** From the `Retry-After` header, else from the Status; whole seconds. */
  declare readonly retryAfterSeconds?: number;

  constructor(parts: ApiErrorParts) {
    super(parts.message);
    this.status = parts.status;
    this.reason = parts.reason;
    this.causes = parts.causes ?? [];
    this.details = parts.details ?? null;
    if (parts.retryAfterSeconds !== undefined) this.retryAfterSeconds = parts.retryAfterSeconds;
  }
}

/**
 * No usable answer came. `code` is the system's or the HTTP library's (`ECONNREFUSED`, `UND_ERR_SOCKET`, ...) or one of
 * `TIMEOUT` (longer than allowed), `ABORTED` (the caller's signal), `TOO_LARGE`, `NOT_JSON`.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;
  /** False: not a byte of the request left this process, so it certainly had no effect. True: nobody knows. */
  readonly sent: boolean;

  constructor(code: string, message: string, sent: boolean) {
    super(message);
    this.code = code;
    this.sent = sent;
  }
}

/** The kubeconfig, or what stands in its place, cannot be used. The message never quotes the file. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

/** One printable line, not longer than `limit` characters. */
export function oneLine(text: string, limit = 300): string {
  const line = text.replace(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function causesOf(value: unknown): ApiCause[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 10).map((entry) => {
    const { reason, message, field } = asRecord(entry);
    return { reason: asText(reason), message: oneLine(asText(message)), field: asText(field) };
  });
}

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? Math.ceil(number) : undefined;
}

/**
 * The error for a Kubernetes `Status`, or for whatever else came instead of one.
 * @param httpStatus the status line's number; the `code` of a Status inside a watch event
 * @param retryAfter the header's value, if there was one; a date in it is ignored
 */
export function apiError(httpStatus: number, body: unknown, retryAfter?: string): ApiError {
  const status = asRecord(body);
  if (status.kind !== 'Status') {
    const message = `the server answered ${httpStatus} without a Kubernetes Status`;
    return new ApiError({ status: httpStatus, reason: '', message, retryAfterSeconds: seconds(retryAfter) });
  }
  const details = asRecord(status.details);
  const named = [details.name, details.group, details.kind].some((text) => asText(text) !== '');
  const reason = asText(status.reason);
  return new ApiError({
    status: httpStatus,
    reason,
    message: oneLine(asText(status.message)) || reason || `the server answered ${httpStatus}`,
    causes: causesOf(details.causes),
    details: named
      ? { name: asText(details.name), group: asText(details.group), kind: asText(details.kind) }
      : null,
    retryAfterSeconds: seconds(retryAfter) ?? seconds(details.retryAfterSeconds),
  });
}

/** One short line about anything thrown, safe to log: known errors by their own words, others by name and code only. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return `${error.status} ${error.reason || 'no Status'}: ${error.message}`;
  if (error instanceof ConnectionError || error instanceof KubeconfigError) return error.message;
  if (error instanceof Error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' ? `${error.name} ${code}` : error.name;
  }
  return 'something that is not an Error was thrown';
}
