/** Reading an HPA document as the API server does: decode, fill in, check. */
import { defaultSpec } from './defaults.ts';
import { type Parsed, parseHpa } from './parse.ts';
import type { Hpa } from './types.ts';
import { type ValidationOptions, validateHpa } from './validate.ts';

/**
 * @param object one parsed YAML or JSON document
 * @returns the HPA with every default in place, or every fault. Never throws.
 */
export function readHpa(object: unknown, options: ValidationOptions = {}): Parsed<Hpa> {
  const parsed = parseHpa(object);
  if (!parsed.ok) return parsed;
  const value = { ...parsed.value, spec: defaultSpec(parsed.value.spec) };
  const errors = validateHpa(value, options);
  return errors.length === 0 ? { ok: true, value } : { ok: false, errors };
}
