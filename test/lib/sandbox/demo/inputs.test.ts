import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../../lib/root.ts';
import { ledgerFolder, loadPolicy } from '../../../../lib/sandbox/demo/inputs.ts';
import { tempFolder } from '../../../support/temp.ts';
import { articleSteps, articleText, writeLedger } from '../../report/make.ts';

function fileOf(text: string, name = 'policy.yaml'): string {
  const file = join(tempFolder('inputs'), name);
  writeFileSync(file, text);
  return file;
}

describe('the policy a demo plays', () => {
  it('is the article’s unless another is given', async () => {
    const policy = await loadPolicy(undefined);
    expect(policy).to.include({ fileName: 'spark.yaml', documents: 1 });
    expect(policy).to.have.nested.property('document.key', 'default/spark');
  });

  it('is the first document of a file of several', async () => {
    const policy = await loadPolicy(join(projectRoot, 'examples/many.yaml'));
    expect(policy).to.have.nested.property('document.key', 'default/hot');
    expect(policy).to.have.property('documents').above(1);
  });

  it('gets a name the daemon reads, whatever the file is called', async () => {
    expect(await loadPolicy(fileOf(articleText, 'policy.txt'))).to.include({ fileName: 'policy.yaml' });
    expect(await loadPolicy(fileOf(articleText, 'mine.yml'))).to.include({ fileName: 'mine.yml' });
  });

  const refused: readonly [string, () => string, string, boolean][] = [
    ['a file that is not there', () => 'none.yaml', 'there is no policy file none.yaml', true],
    ['a folder', () => tempFolder('inputs'), 'cannot be read: it is not a regular file', true],
    ['a file that is no text', () => fileOf('\xff\xfe\x00'), 'policy.yaml', false],
    [
      'a typo',
      () => fileOf(articleText.replace('threshold', 'treshold')),
      'did you mean "threshold"?',
      false,
    ],
    ['an empty file', () => fileOf('# nothing'), 'holds no policy document', false],
    [
      'a document that names a real engine',
      () => join(projectRoot, 'examples/paused.yaml'),
      'spec.engine.url: that is a real engine',
      false,
    ],
    [
      'a document that names a source of its own',
      () =>
        fileOf(
          articleText.replace(
            '  policies:',
            `  sources: [{ http: { url: http://exporter:80/, metrics: { used: a } } }]\n  policies:`,
          ),
        ),
      'a source of spec.sources (http): that is a real address',
      false,
    ],
  ];
  for (const [name, file, said, misuse] of refused) {
    it(`is not ${name}`, async () => {
      const answer = await loadPolicy(file());
      expect(answer).to.have.property('refused').that.contains(said);
      expect(answer).to.have.property('misuse', misuse);
    });
  }
});

describe('the folder a demo writes to', () => {
  it('is a new one that is there and empty', async () => {
    const folder = (await ledgerFolder(undefined)) as string;
    try {
      expect(existsSync(folder)).to.equal(true);
      expect(readdirSync(folder)).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the one given, there or not, as an absolute path', async () => {
    const parent = tempFolder('inputs');
    const there = join(parent, 'there');
    mkdirSync(there);
    expect(await ledgerFolder(there)).to.equal(there);
    expect(await ledgerFolder(join(parent, 'new'))).to.equal(join(parent, 'new'));
    expect(isAbsolute((await ledgerFolder('some-relative-folder')) as string)).to.equal(true);
    expect(existsSync(join(parent, 'new'))).to.equal(false);
  });

  it('is never one that holds a ledger', async () => {
    const folder = await writeLedger(articleSteps().steps);
    const answer = await ledgerFolder(folder);
    expect(answer).to.have.property('refused').that.contains(`there is a ledger in ${folder} already`);
    expect(answer).to.have.property('misuse', true);
  });
});
