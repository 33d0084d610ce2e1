import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { isOffLimits } from '../../../lib/units/off-limits.ts';

/** What a URL's host may be, in every form in which it can be written. */
const OFF_LIMITS = [
  '169.254.169.254',
  '169.254.0.0',
  '169.254.255.255',
  '169.254.169.254.',
  '169.254.43518',
  '169.16689662',
  '2852039166',
  '0xa9fea9fe',
  '0xA9.0xFE.0xA9.0xFE',
  '0251.0376.0251.0376',
  '0xa9.254.0251.0376',
  '%31%36%39.254.169.254',
  '１６９。２５４。１６９。２５４',
  '[fe80::1]',
  '[FE80:0:0:0:0:0:0:1]',
  '[febf:ffff::]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:169.254.0.1]',
  '[::169.254.169.254]',
  '[::ffff:0:169.254.169.254]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::169.254.169.254]',
  '[2002:a9fe:a9fe::1]',
  '100.100.100.200',
  '0x646464c8',
  '1684301000',
  '[::ffff:100.100.100.200]',
  '[64:ff9b::100.100.100.200]',
  '[2002:6464:64c8::]',
  '168.63.129.16',
  '0250.077.0201.020',
  '[::ffff:a83f:8110]',
  '192.0.0.192',
  '[::ffff:192.0.0.192]',
  '[fd00:ec2::254]',
  '[fd00:0ec2:0:0:0:0:0:0254]',
  '[fd00:ec2::23]',
  '[fd20:ce::254]',
  '[fd00:c1::a9fe:a9fe]',
  '[fd00:42::42]',
];
const OTHERS = [
  '169.253.169.254',
  '169.255.0.0',
  '10.0.0.7',
  '127.0.0.1',
  '100.100.100.199',
  '100.100.100.201',
  '168.63.129.15',
  '168.63.129.17',
  '192.0.0.191',
  '192.0.0.193',
  '169.254.example',
  'fe80.example',
  '[fe7f::1]',
  '[fec0::1]',
  '[fe8::1]',
  '[fd00::a9fe:1]',
  '[fd00:ec2::253]',
  '[::ffff:169.253.0.1]',
  '[2002:a9fd:1::]',
  '[::1]',
  '[::a9fe]',
  'spark-master-0.default',
  'metadata.google.internal',
];

describe('a host that nobody is asked at', () => {
  for (const host of OFF_LIMITS) {
    it(`is ${host}`, () => {
      expect(isOffLimits(new URL(`http://${host}:80/`).hostname)).to.equal(true);
    });
  }
  for (const host of OTHERS) {
    it(`is not ${host}`, () => {
      expect(isOffLimits(new URL(`https://${host}/`).hostname)).to.equal(false);
    });
  }

  it('is one as the resolver gives it: without brackets, with a zone', () => {
    for (const address of ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'fe80::1%2', '::ffff:169.254.169.254'])
      expect(isOffLimits(address), address).to.equal(true);
    for (const address of ['10.0.0.7', '::1', '::1%lo', '2001:db8::1'])
      expect(isOffLimits(address), address).to.equal(false);
  });

  it('is every address of 169.254.0.0/16 and of fe80::/10, and none beside them', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        const known = [
          [100, 100, 100, 200],
          [168, 63, 129, 16],
          [192, 0, 0, 192],
        ].some((one) => one.join() === [a, b, c, d].join());
        for (const [first, second] of [
          [a, b],
          [169, 254],
        ] as const) {
          const address = [first, second, c, d].join('.');
          const expected = (first === 169 && second === 254) || (known && first === a && second === b);
          expect(isOffLimits(address), address).to.equal(expected);
          expect(isOffLimits(`::ffff:${address}`), address).to.equal(expected);
        }
      }),
    );
    fc.assert(
      fc.property(group, fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
        // Any bit beyond the 48th, so that it is no IPv4 address in disguise and none of a cloud's.
        const address = [first | 0x8000, ...rest].map((one) => one.toString(16)).join(':');
        fc.pre(isIP(address) === 6 && !address.startsWith('fd'));
        expect(isOffLimits(address), address).to.equal(
          (first | 0x8000) >= 0xfe80 && (first | 0x8000) <= 0xfebf,
        );
      }),
    );
  });
});
