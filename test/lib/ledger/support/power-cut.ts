/** What a power cut leaves of a file, by choices that can be repeated. */

/** What is there of a file after the power went: all that was flushed, and some of the rest, perhaps as zeros. */
export function surviving(
  { bytes, synced }: { readonly bytes: Buffer; readonly synced: Buffer },
  choose: (n: number) => number,
): Buffer {
  const grown = bytes.length >= synced.length && bytes.subarray(0, synced.length).equals(synced);
  if (!grown) return choose(2) === 0 ? bytes : synced;
  const kept = synced.length + choose(bytes.length - synced.length + 1);
  const zeros = choose(3) === 0 ? choose(bytes.length - kept + 1) : 0;
  return Buffer.concat([bytes.subarray(0, kept), Buffer.alloc(zeros)]);
}

/** A repeatable source of choices. */
export function choices(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return n <= 0 ? 0 : Math.floor((state / 2 ** 32) * n);
  };
}
