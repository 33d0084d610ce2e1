/** A place in a JSON document (RFC 6901): `/cache/used`, `/workers/0/bytes`; `~1` stands for a slash in a name, `~0` for a tilde. */
export const POINTER = /^(\/([^~/]|~[01])*)+$/;

/** @returns the value there, or undefined where there is none */
export function valueAt(document: unknown, pointer: string): unknown {
  let here = document;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    // The length of a list is no place in it.
    if (Array.isArray(here) && !/^(0|[1-9]\d*)$/.test(name)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[name];
  }
  return here;
}
