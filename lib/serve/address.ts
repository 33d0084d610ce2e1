/** `:8080`, `127.0.0.1:8080` or `[::1]:8080`. @returns null when it is none of these */
export function parseListen(text: string): { host: string | undefined; port: number } | null {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  const host = match[1] ?? match[2];
  return { host: host === '' ? undefined : host, port };
}
