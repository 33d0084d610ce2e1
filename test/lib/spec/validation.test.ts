import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSources, STDIN } from '../../../lib/spec/sources.ts';
import {
  exitCodeOf,
  validate,
  validationData,
  validationNames,
  validationText,
} from '../../../lib/spec/validation.ts';
import { tempFolder } from '../../support/temp.ts';
import { both, doc } from './folder-story.ts';
import { rejection, samples, yaml } from './make.ts';

const NOW = Date.UTC(2026, 10, 22);
const FILL = 'replicas: { min: 1, max: 4 }\npolicies: { fill: { up: 90% } }';
const check = (files: Readonly<Record<string, string>>) => {
  const sources = new Map(Object.entries(files).map(([name, text]) => [name, { text }]));
  const validation = validate(sources, samples, NOW);
  return { validation, ...validationText(validation, sources) };
};

describe('validate', () => {
  it('prints a line for each good document, with its notes and defaults', () => {
    const spec = 'replicas: { max: 4 }\nrespect: 0\npolicies: { fill: { up: 90% } }';
    const { out, err } = check({ 'a.yaml': yaml({ spec }) });
    expect(err).to.equal('');
    expect(out.split('\n')).to.deep.equal([
      'ok  default/spark  (a.yaml:1)',
      "      note     6:3: respect is 0: somebody else's change of the worker count may be reversed at once",
      "      default  spec.dataset: spark, the document's own name",
      '      default  spec.replicas.min: 1',
      '      default  spec.mode: auto',
      '      default  spec.adopt: hold',
      '      default  spec.otherAutoscalers: hold',
      '      default  spec.semantics: native',
      '      default  spec.policies.rate.up: none',
      '1 document, 0 faults, 1 note',
      '',
    ]);
  });

  it('lets no file name act on a terminal, of a good document, a note or a fault', () => {
    const name = '\u001b]0;owned\u0007\u009b31m\u202e.yaml';
    const shown = '\\u{1b}]0;owned\\u{7}\\u{9b}31m\\u{202e}.yaml';
    const good = check({ [name]: yaml({ spec: FILL }) });
    const bad = check({ [name]: yaml({ spec: 'replica: 1' }) });
    expect(good.out).to.contain(`ok  default/spark  (${shown}:1)`);
    expect(bad.err).to.contain(`${shown}:`);
    const about = { file: name, path: '', line: 1, column: 1, text: 'odd' };
    const noted = validationText({ documents: [], budgets: [], faults: [], notes: [about] }, new Map());
    expect(noted.out).to.contain(`note: ${shown}: odd`);
    // The line feeds between lines are the only control characters there are.
    expect(`${good.out}${bad.err}${noted.out}`.replaceAll('\n', '')).not.to.match(/\p{C}/u);
  });

  it('prints each fault with its line, and the good documents beside it', () => {
    const { out, err, validation } = check({
      'a.yaml': both(yaml({ spec: FILL }), yaml({ name: 'x', spec: 'replica: 1' })),
    });
    expect(out).to.match(/^ok {2}default\/spark {2}\(a\.yaml:1\)\n[\s\S]*1 document, 2 faults, 0 notes\n$/);
    expect(err).to.contain('a.yaml:12:3: spec.replica: unknown field "replica"; did you mean "replicas"?');
    expect(err).to.contain('   12 |   replica: 1\n      |   ^\n');
    expect(err).to.not.contain('in force');
    expect(exitCodeOf(validation, false)).to.equal(1);
  });

  it('names files in their order, and documents in theirs', () => {
    const { out } = check({ 'b.yaml': doc('one', 1), 'a.yaml': both(doc('two', 1), doc('three', 1)) });
    expect(out.match(/default\/\w+ {2}\(.*\)/g)).to.deep.equal([
      'default/two  (a.yaml:1)',
      'default/three  (a.yaml:7)',
      'default/one  (b.yaml:1)',
    ]);
  });

  it('refuses two documents for one dataset, also in two files', () => {
    const { err, validation } = check({ 'a.yaml': doc('spark', 1), 'b.yaml': doc('spark', 2) });
    expect(err).to.match(
      /^b\.yaml:3:13: metadata\.name: dataset spark of namespace default has a document already, in a\.yaml:1; allowed: one document a dataset/,
    );
    expect(exitCodeOf(validation, false)).to.equal(1);
  });

  it('finds a pause that is over', () => {
    const spec = `${FILL}\nmode: paused\npaused: { by: ana, why: x, until: 2026-11-21T00:00:00Z }`;
    expect(check({ 'a.yaml': yaml({ spec }) }).out).to.contain('the pause ended by itself at 2026-11-21');
  });

  it('fails when there is nothing to validate', () => {
    const { validation, err } = check({ 'a.yaml': '# nothing\n' });
    expect(err).to.contain('a.yaml:1:1: no policy document');
    expect(exitCodeOf(validation, false)).to.equal(1);
  });

  it('lets notes fail only when strict', () => {
    const clean = check({ 'a.yaml': yaml({ spec: FILL }) }).validation;
    const noted = check({ 'a.yaml': yaml({ spec: `${FILL}\nrespect: 0` }) }).validation;
    const comments = check({ 'a.yaml': yaml({ spec: FILL }), 'b.yaml': '# nothing' }).validation;
    expect([exitCodeOf(clean, false), exitCodeOf(noted, false), exitCodeOf(comments, false)]).to.deep.equal([
      0, 0, 0,
    ]);
    expect([exitCodeOf(clean, true), exitCodeOf(noted, true), exitCodeOf(comments, true)]).to.deep.equal([
      0, 1, 1,
    ]);
  });

  it('says the same as data, and names what is valid', () => {
    const { validation } = check({ 'a.yaml': both(yaml({ spec: FILL }), 'x: 1\n') });
    const said = validationData(validation, false);
    expect(said).to.have.property('valid', false);
    expect(said.documents[0]).to.include({ dataset: 'default/spark', file: 'a.yaml', line: 1 });
    expect(said.documents[0]?.hash).to.match(/^[0-9a-f]{64}$/);
    expect(said.faults[0]).to.include({ file: 'a.yaml', line: 8, problem: 'required, but missing' });
    expect(validationNames(validation)).to.equal('default/spark\n');
  });
});

describe('what validate is given', () => {
  const folder = tempFolder('spec-sources');
  const stdin = async function* (...chunks: string[]) {
    for (const chunk of chunks) yield Buffer.from(chunk);
  };
  const names = async (...paths: string[]) => [...(await readSources(paths, stdin())).keys()];

  it('may be files of any name, and folders', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'a');
    writeFileSync(join(folder, 'b.txt'), 'b');
    expect(await names(folder)).to.deep.equal([join(folder, 'a.yaml')]);
    expect(await names(join(folder, 'b.txt'), folder)).to.deep.equal([
      join(folder, 'b.txt'),
      join(folder, 'a.yaml'),
    ]);
  });

  it('is read once, however often and however it is named', async () => {
    const path = join(folder, 'a.yaml');
    expect(await names(path, folder, `${folder}/./a.yaml`)).to.deep.equal([path]);
  });

  it('may be the standard input, in pieces', async () => {
    const sources = await readSources(['-'], stdin('a: ', 'größer'));
    expect([...sources]).to.deep.equal([[STDIN, { text: 'a: größer' }]]);
  });

  it('is read no further than a file may be long', async () => {
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read++;
        yield Buffer.alloc(2 ** 18, 'x');
      }
    })();
    expect([...(await readSources(['-'], endless)).values()][0]).to.have.property('problem');
    expect(read).to.equal(5);
  });

  it('is refused when it is not there', async () => {
    expect(await rejection(readSources([join(folder, 'none.yaml')], stdin()))).to.match(
      /none\.yaml: no such file or folder$/,
    );
  });

  it('is a fault when a folder has no policy file, or a link in it leads nowhere', async () => {
    const empty = tempFolder('spec-empty');
    expect([...(await readSources([empty], stdin())).values()][0]).to.have.property(
      'problem',
      'no policy file in this folder',
    );
    symlinkSync(join(empty, 'none'), join(empty, 'a.yaml'));
    expect([...(await readSources([empty], stdin())).values()][0]).to.have.property(
      'problem',
      'a link that leads nowhere',
    );
  });
});
