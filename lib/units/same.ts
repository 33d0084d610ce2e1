/** Whether two plain values (as JSON has them; a field may be undefined) say the same. Makes nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  let fields = 0;
  for (const key in a) {
    fields++;
    if (!Object.hasOwn(b, key)) return false;
    if (!sameValue(a[key as keyof typeof a], b[key as keyof typeof b])) return false;
  }
  for (const _ in b) fields--;
  return fields === 0;
}
