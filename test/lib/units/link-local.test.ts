import { expect } from 'chai';
import { isLinkLocal } from '../../../lib/units/link-local.ts';

/** What a URL's host may be, in every form in which it can be written. */
const LINK_LOCAL = [
  '169.254.169.254',
  '169.254.0.0',
  '169.254.255.255',
  '169.254.169.254.',
  '169.254.43518',
  '2852039166',
  '0xa9fea9fe',
  '0xA9.0xFE.0xA9.0xFE',
  '0251.0376.0251.0376',
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
];
const OTHERS = [
  '169.253.169.254',
  '169.255.0.0',
  '10.0.0.7',
  '127.0.0.1',
  '169.254.example',
  'fe80.example',
  '[fe7f::1]',
  '[fec0::1]',
  '[fe8::1]',
  '[fd00::a9fe:1]',
  '[::ffff:169.253.0.1]',
  '[::1]',
  '[::a9fe]',
  'spark-master-0.default',
];

describe('a host that is link-local', () => {
  for (const host of LINK_LOCAL) {
    it(`is ${host}`, () => {
      expect(isLinkLocal(new URL(`http://${host}:80/`).hostname)).to.equal(true);
    });
  }
  for (const host of OTHERS) {
    it(`is not ${host}`, () => {
      expect(isLinkLocal(new URL(`https://${host}/`).hostname)).to.equal(false);
    });
  }
});
