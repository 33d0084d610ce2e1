const IPV4 = /^169\.254\.\d+\.\d+$/;
// As `URL` writes IPv6: shortest, lower case, IPv4 inside it as two groups (169.254 is a9fe). Plain fe80::/10, then IPv4 mapped
// (RFC 4291), compatible (the same, deprecated), translated (RFC 2765) and behind NAT64 (RFC 6052).
const IPV6 = /^\[(fe[89ab][0-9a-f]:|::(ffff:(0:)?)?a9fe:[0-9a-f]+\]$|64:ff9b::a9fe:)/;

/**
 * Whether a URL's host is a link-local address (169.254.0.0/16, fe80::/10), however it was written: `URL` has turned decimal,
 * hexadecimal and octal forms into dotted ones by then. Nothing of a cache lives there; the metadata services of clouds do,
 * which hand out credentials to whoever asks. A host name is never one: it is not looked up.
 * @param hostname `URL.hostname` of an http or https URL
 */
export function isLinkLocal(hostname: string): boolean {
  return IPV4.test(hostname) || IPV6.test(hostname);
}
