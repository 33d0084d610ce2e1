/** A plug-in's name: the key under `spec.policies`, and of its answers on record. */
const NAME = /^[a-z][A-Za-z0-9]{0,39}$/;

export const A_NAME = 'like nightShift: letters and digits, a small letter first, at most 40';

/** Also not what every object has by itself, as `constructor`. */
export function isPolicyName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name) && !(name in {});
}
