import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { decode, type Memory, readPolicyFile } from '../../../lib/spec/files.ts';
import { LARGEST_FILE } from '../../../lib/spec/parse.ts';
import { tempFolder } from '../../support/temp.ts';

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

describe('a policy file read again', () => {
  const path = join(tempFolder('spec-again'), 'a.yaml');
  const stateOf = (file: string, aged = 0n) => {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs - aged].join(':');
  };
  const remembered = (state: string): Memory => new Map([[path, { state, content: { text: 'remembered' } }]]);

  it('is read each time while it is young, since two changes at once look alike', async () => {
    const memory: Memory = new Map();
    for (const text of ['one', 'two', 'six']) {
      writeFileSync(path, text);
      expect(await readPolicyFile(path, memory)).to.deep.equal({ text });
      expect(memory.size).to.equal(0);
    }
  });

  it('is remembered when it has not changed for a while', async () => {
    const old = join(projectRoot, 'package.json');
    const memory: Memory = new Map();
    const content = await readPolicyFile(old, memory);
    expect(memory.get(old)).to.deep.equal({ state: stateOf(old), content });
  });

  it('is not read while the system says that it has not changed', async () => {
    writeFileSync(path, 'one');
    expect(await readPolicyFile(path, remembered(stateOf(path)))).to.deep.equal({ text: 'remembered' });
  });

  it('is read when the system says that anything of it has changed', async () => {
    writeFileSync(path, 'one');
    const memory = remembered(stateOf(path, 1n));
    expect(await readPolicyFile(path, memory)).to.deep.equal({ text: 'one' });
    expect(memory.size).to.equal(0);
  });
});
