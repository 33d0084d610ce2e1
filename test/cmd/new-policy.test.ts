import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/new-policy.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const newPolicy = (...args: string[]) => run(register, 'new-policy', ...args);

describe('the verb new-policy', () => {
  it('writes a policy, its test, a document and a scenario, and says what to do next', async () => {
    const dir = join(tempFolder('new-policy'), 'deep er', 'plugins');
    const { out, err, exitCode } = await newPolicy('nightShift', '--dir', dir);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    const names = ['nightShift.mjs', 'nightShift.scenario.yaml', 'nightShift.test.mjs', 'nightShift.yaml'];
    expect(readdirSync(dir).sort()).to.deep.equal(names);
    expect(out).to.include(`fluid-autoscaler validate --plugins '${dir}' '${join(dir, 'nightShift.yaml')}'`);
  });

  it('never touches what is there: then nothing is written', async () => {
    const dir = tempFolder('new-policy');
    writeFileSync(join(dir, 'own.test.mjs'), 'mine');
    const { out, err, exitCode } = await newPolicy('own', '--dir', dir);
    expect([out, exitCode]).to.deep.equal(['', 1]);
    expect(err).to.match(/own\.test\.mjs is there already; nothing was written/);
    expect(readdirSync(dir)).to.deep.equal(['own.test.mjs']);
    expect(readFileSync(join(dir, 'own.test.mjs'), 'utf8')).to.equal('mine');
  });

  for (const name of ['night-shift', 'Night', '../own', 'constructor', '9lives', 'a'.repeat(41)])
    it(`calls ${name} no name of a policy`, async () => {
      const { err, exitCode } = await newPolicy(name, '--dir', tempFolder('new-policy'));
      expect(exitCode).to.equal(2);
      expect(err).to.match(/is no name of a policy: give one like nightShift/);
    });

  it('refuses the name of a built-in policy', async () => {
    const { err, exitCode } = await newPolicy('threshold', '--dir', tempFolder('new-policy'));
    expect([err, exitCode]).to.deep.equal(['error: threshold is a built-in policy: give another name\n', 2]);
  });

  it('fails where the folder cannot be made', async () => {
    const dir = tempFolder('new-policy');
    mkdirSync(join(dir, 'x'));
    writeFileSync(join(dir, 'x', 'file'), '');
    expect((await newPolicy('own', '--dir', join(dir, 'x', 'file'))).exitCode).to.equal(-1);
  });
});
