import { BlockList, isIP } from 'node:net';

/** Where clouds answer whoever asks with credentials, or with what their machines are to trust; beyond the link-local ones. */
const METADATA_IPV4 = [
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure's host of each machine
  '192.0.0.192', // Oracle Cloud, its first generation
] as const;
const METADATA_IPV6 = [
  'fd00:ec2::254', // Amazon EC2
  'fd00:ec2::23', // Amazon EKS, credentials of pods
  'fd20:ce::254', // Google Cloud
  'fd00:c1::a9fe:a9fe', // Oracle Cloud
  'fd00:42::42', // Scaleway
] as const;

/**
 * Ways to write an IPv4 address as an IPv6 one, in which it is the last 32 bits: compatible and mapped (RFC 4291), translated
 * (RFC 2765), behind NAT64 (RFC 6052, RFC 8215).
 */
const EMBEDDED = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'] as const;

const list = build();

function build(): BlockList {
  const found = new BlockList();
  found.addSubnet('fe80::', 10, 'ipv6');
  for (const address of METADATA_IPV6) found.addAddress(address, 'ipv6');
  addIpv4(found, '169.254.0.0', 16);
  for (const address of METADATA_IPV4) addIpv4(found, address, 32);
  return found;
}

function addIpv4(found: BlockList, address: string, bits: number): void {
  found.addSubnet(address, bits, 'ipv4');
  for (const prefix of EMBEDDED) found.addSubnet(`${prefix}${address}`, 96 + bits, 'ipv6');
  // 6to4 (RFC 3056) has it in bits 16 to 47.
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
  found.addSubnet(`2002:${groups}::`, 16 + bits, 'ipv6');
}

/**
 * Whether a host is an address that nobody is asked at unless that was allowed: link-local (169.254.0.0/16, fe80::/10) or the
 * metadata service of a cloud, however it is written. Nothing of a cache lives there.
 * @param host an IP address (with a zone, or in brackets), or `URL.hostname`, by which decimal, octal and hexadecimal forms
 *   have become dotted ones; a name is none: what it leads to is known when it has been looked up
 */
export function isOffLimits(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
