import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { decode, policyFilesIn, readPolicies, readPolicyFile } from '../../../lib/spec/files.ts';
import { LARGEST_FILE } from '../../../lib/spec/parse.ts';
import { tempFolder } from '../../support/temp.ts';
import { rejection } from './make.ts';

const problemOf = async (path: string) => {
  const content = await readPolicyFile(path);
  return content !== null && 'problem' in content ? content.problem : content;
};

describe('a policy file on disk', () => {
  const folder = tempFolder('spec-files');
  const at = (name: string) => join(folder, name);

  it('is read as UTF-8, without its byte order mark', async () => {
    writeFileSync(at('good.yaml'), '\uFEFFa: größer');
    expect(await readPolicyFile(at('good.yaml'))).to.deep.equal({ text: 'a: größer' });
  });

  it('may be a link to a file elsewhere', async () => {
    symlinkSync(at('good.yaml'), at('link.yaml'));
    expect(await readPolicyFile(at('link.yaml'))).to.deep.equal({ text: 'a: größer' });
  });

  it('may be exactly as large as allowed, and no larger', async () => {
    writeFileSync(at('large.yaml'), 'x'.repeat(LARGEST_FILE));
    expect(await problemOf(at('large.yaml'))).to.deep.equal({ text: 'x'.repeat(LARGEST_FILE) });
    writeFileSync(at('larger.yaml'), 'x'.repeat(LARGEST_FILE + 1));
    expect(await problemOf(at('larger.yaml'))).to.match(/^cannot be read: it is longer than 1048576 bytes$/);
  });

  it('that is not there is no file, nor is a link that leads nowhere', async () => {
    expect(await readPolicyFile(at('none.yaml'))).to.equal(null);
    symlinkSync(at('none.yaml'), at('dangling.yaml'));
    expect(await readPolicyFile(at('dangling.yaml'))).to.equal(null);
  });

  it('that is not UTF-8 is refused', async () => {
    writeFileSync(at('latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    expect(await problemOf(at('latin.yaml'))).to.equal('cannot be read: it is not UTF-8 text');
    writeFileSync(at('utf16.yaml'), Buffer.from('\uFEFFa: 1', 'utf16le'));
    expect(await problemOf(at('utf16.yaml'))).to.equal('cannot be read: it is not UTF-8 text');
  });

  it('that is a pipe, a folder, a device or a circle of links is refused without waiting', async () => {
    execFileSync('mkfifo', [at('pipe.yaml')]);
    mkdirSync(at('folder.yaml'));
    symlinkSync('/dev/zero', at('zero.yaml'));
    symlinkSync(at('circle.yaml'), at('circle.yaml'));
    for (const name of ['pipe.yaml', 'folder.yaml', 'zero.yaml']) {
      expect(await problemOf(at(name)), name).to.equal('cannot be read: it is not a regular file');
    }
    expect(await problemOf(at('circle.yaml'))).to.equal('cannot be read: ELOOP');
  });

  it('whose size the system does not tell is read to its end', async () => {
    const content = await readPolicyFile('/proc/self/status');
    expect(content !== null && 'text' in content && content.text).to.match(/^Name:/);
  });

  it('is decoded only up to the limit', () => {
    expect(decode(Buffer.alloc(LARGEST_FILE + 1, 'x'))).to.have.property('problem');
    expect(decode(Buffer.from('x'))).to.deep.equal({ text: 'x' });
  });
});

describe('a folder of policy files', () => {
  it('is read by name, without hidden and foreign files', async () => {
    const folder = tempFolder('spec-names');
    for (const name of [
      'b.yml',
      'a.yaml',
      'c.json',
      'D.YAML',
      '.hidden.yaml',
      'notes.txt',
      'yaml',
      'a.yaml~',
      'a.yaml.swp',
    ]) {
      writeFileSync(join(folder, name), name);
    }
    mkdirSync(join(folder, '..data'));
    expect(await policyFilesIn(folder)).to.deep.equal(['D.YAML', 'a.yaml', 'b.yml', 'c.json']);
    const { single, files } = await readPolicies(folder);
    expect(single).to.equal(false);
    expect([...files.keys()].sort()).to.deep.equal(['D.YAML', 'a.yaml', 'b.yml', 'c.json']);
  });

  it('may be one file of any name', async () => {
    const folder = tempFolder('spec-single');
    const path = join(folder, 'policy.conf');
    writeFileSync(path, 'a: 1');
    expect(await readPolicies(path)).to.deep.equal({
      single: true,
      files: new Map([['policy.conf', { text: 'a: 1' }]]),
    });
    renameSync(path, `${path}.bak`);
    expect(await readPolicies(path, true)).to.deep.equal({ single: true, files: new Map() });
  });

  it('that is not there cannot be read, and one file is not there either when its folder is gone', async () => {
    const folder = tempFolder('spec-none');
    expect(await rejection(readPolicies(join(folder, 'none')))).to.match(/ENOENT/);
    expect(await rejection(readPolicies(join(folder, 'none', 'a.yaml'), true))).to.match(/ENOENT/);
  });

  it('that is a circle of links cannot be read', async () => {
    const path = join(tempFolder('spec-circle'), 'circle');
    symlinkSync(path, path);
    expect(await rejection(readPolicies(path))).to.match(/ELOOP/);
  });
});
