import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { tempFolder } from '../support/temp.ts';
import { runProgram } from './child.ts';

describe('the verb sandbox', function sandbox() {
  this.timeout(60_000);

  it('ends by itself when it is told for how long, and removes its kubeconfig', async () => {
    const file = join(tempFolder('sandbox'), 'kubeconfig');
    const { out, err, exitCode } = await runProgram(['sandbox', '--for', '10ms', '--kubeconfig', file]);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(out).to.contain(`kubectl --kubeconfig ${file} get datasets -w`);
    expect(() => readFileSync(file)).to.throw('ENOENT');
  });

  it('never writes over a kubeconfig that is there', async () => {
    const file = join(tempFolder('sandbox'), 'config');
    writeFileSync(file, 'precious');
    const { err, exitCode } = await runProgram(['sandbox', '--for', '10ms', '--kubeconfig', file]);
    expect(err).to.contain('there is such a file already');
    expect(exitCode).to.equal(2);
    expect(readFileSync(file, 'utf8')).to.equal('precious');
  });

  for (const [name, args, said] of [
    ['a size that is none', ['--size', '5GiBi'], 'must be a size such as'],
    ['a rate that is none', ['--load', 'fast'], 'must be a rate such as'],
    ['a pace that is none', ['--speed', '0'], 'must be between 1 and 1000'],
    ['a name that is none', ['a/b/c'], 'is no dataset'],
    ['a kind that is none', ['--runtime', 'hdfs'], "'hdfs' is invalid. Allowed choices are alluxio, cache,"],
    ['names beside all kinds', ['spark', '--runtime', 'all'], 'each called as its kind: give no names'],
  ] as const) {
    it(`calls ${name} misuse`, async () => {
      const { out, err, exitCode } = await runProgram(['sandbox', ...args]);
      expect(err).to.contain(said);
      expect([out, exitCode]).to.deep.equal(['', 2]);
    });
  }
});
