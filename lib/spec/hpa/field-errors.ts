/** Faults of an HPA document, worded and ordered as the API server does, so that a user finds them by either name. */

export interface FieldError {
  /** `spec.behavior.scaleUp.policies[0].value` */
  readonly path: string;
  readonly text: string;
}

/** @param value as read; texts are quoted */
export function invalid(path: string, value: string | number, detail: string): FieldError {
  return { path, text: `${path}: Invalid value: ${JSON.stringify(value)}: ${detail}` };
}

export function required(path: string, detail = ''): FieldError {
  return { path, text: detail === '' ? `${path}: Required value` : `${path}: Required value: ${detail}` };
}

export function forbidden(path: string, detail: string): FieldError {
  return { path, text: `${path}: Forbidden: ${detail}` };
}

/** @param supported in alphabetical order, as the API server lists them */
export function notSupported(path: string, value: string, supported: readonly string[]): FieldError {
  const list = supported.map((word) => JSON.stringify(word)).join(', ');
  return { path, text: `${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${list}` };
}
