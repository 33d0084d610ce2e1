import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { policyFilesIn } from '../../../lib/spec/files.ts';
import { createPolicyReader } from '../../../lib/spec/folder-reader.ts';
import { tempFolder } from '../../support/temp.ts';
import { rejection } from './make.ts';

describe('a folder of policy files', () => {
  it('is read by name, without hidden and foreign files, and without tests of policies', async () => {
    const folder = tempFolder('spec-names');
    for (const name of [
      'b.yml',
      'a.yaml',
      'c.json',
      'D.YAML',
      '.hidden.yaml',
      'a.test.yaml',
      'b.TEST.yml',
      'c.test.json',
      'notes.txt',
      'yaml',
      'a.yaml~',
      'a.yaml.swp',
    ]) {
      writeFileSync(join(folder, name), name);
    }
    mkdirSync(join(folder, '..data'));
    expect(await policyFilesIn(folder)).to.deep.equal(['D.YAML', 'a.yaml', 'b.yml', 'c.json']);
    const reader = createPolicyReader(folder);
    expect([...(await reader.read()).keys()].sort()).to.deep.equal(['D.YAML', 'a.yaml', 'b.yml', 'c.json']);
    expect(reader.single()).to.equal(false);
  });

  it('may be one file of any name', async () => {
    const folder = tempFolder('spec-single');
    const path = join(folder, 'policy.conf');
    writeFileSync(path, 'a: 1');
    const reader = createPolicyReader(path);
    expect([...(await reader.read())]).to.deep.equal([['policy.conf', { text: 'a: 1' }]]);
    expect(reader.single()).to.equal(true);
    renameSync(path, `${path}.bak`);
    expect((await reader.read()).size).to.equal(0);
    expect(reader.single()).to.equal(true);
  });

  it('that is not there cannot be read, nor one file when its folder is gone', async () => {
    const folder = join(tempFolder('spec-none'), 'policies');
    expect(await rejection(createPolicyReader(folder).read())).to.match(/ENOENT/);
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.yaml'), 'a: 1');
    const reader = createPolicyReader(join(folder, 'a.yaml'));
    await reader.read();
    rmSync(folder, { recursive: true });
    expect(await rejection(reader.read())).to.match(/ENOENT/);
  });

  it('is read anew when one file became a folder', async () => {
    const path = join(tempFolder('spec-became'), 'policies.yaml');
    writeFileSync(path, 'a: 1');
    const reader = createPolicyReader(path);
    await reader.read();
    rmSync(path);
    mkdirSync(path);
    writeFileSync(join(path, 'b.yaml'), 'b: 1');
    expect([...(await reader.read()).keys()]).to.deep.equal(['b.yaml']);
    expect(reader.single()).to.equal(false);
  });

  it('that is a circle of links cannot be read', async () => {
    const path = join(tempFolder('spec-circle'), 'circle');
    symlinkSync(path, path);
    expect(await rejection(createPolicyReader(path).read())).to.match(/ELOOP/);
  });
});
