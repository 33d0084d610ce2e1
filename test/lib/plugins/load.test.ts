import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Limits } from '../../../lib/plugins/limits.ts';
import { PluginError } from '../../../lib/plugins/modules.ts';
import { tempFolder } from '../../support/temp.ts';
import { answerOf, failureOf, folderOf, load, PATIENT, planWith, sizing, WISHES } from './make.ts';

/** What is said of a folder that cannot be used. */
async function refusal(modules: Readonly<Record<string, string>>, within: Limits = PATIENT): Promise<string> {
  try {
    (await load(folderOf(modules), { within })).close();
  } catch (error) {
    if (error instanceof PluginError) return error.message;
    throw error;
  }
  throw new Error('it was loaded');
}

const policy = (fields: string) => `export default ({ z, values }) => ({ ${fields} });`;
const GOOD = "name: 'own', summary: 'a policy', schema: z.strictObject({}), build: () => ({})";

const REFUSED: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'is no JavaScript': ['export default (', /throws SyntaxError/],
  'throws while it is loaded': ["throw new Error('not today');", /throws Error: not today/],
  'imports what is not there': ["import 'left-pad'; export default {};", /throws Error: Cannot find package/],
  'ends its thread while it is loaded': [
    'process.exit(0);',
    /ended its thread while it was loaded \(it called process\.exit\(0\)\)/,
  ],
  'has no default export': ['export const policy = {};', /no default export/],
  'exports a number': ['export default 3;', /gives 3, not a policy/],
  'exports a Promise': ['export default async () => ({});', /gives a Promise: give the policy itself/],
  'has no name': [
    policy("summary: 'x', schema: z.strictObject({}), build: () => ({})"),
    /its name is undefined; a name is like/,
  ],
  'has a name of two words': [policy(GOOD.replace("'own'", "'my own'")), /its name is the text "my own"/],
  'is called as every object’s own': [
    policy(GOOD.replace("'own'", "'constructor'")),
    /its name is the text "constructor"/,
  ],
  'is called as a built-in policy': [
    policy(GOOD.replace("'own'", "'threshold'")),
    /its name threshold is that of a built-in policy/,
  ],
  'has no summary': [policy(GOOD.replace("'a policy'", "''")), /its summary is the text ""/],
  'has no build': [policy(GOOD.replace('() => ({})', '3')), /its build is 3, not a function/],
  'has a field nobody knows': [
    policy(`${GOOD}, sizers: []`),
    /a field the text "sizers"; allowed are name, summary/,
  ],
  'has a window of a text': [
    policy(`${GOOD}, window: '20m'`),
    /its window is the text "20m"; give milliseconds/,
  ],
  'has no schema': [policy(GOOD.replace('z.strictObject({})', 'undefined')), /its schema is undefined/],
  'has a schema that no JSON Schema can say': [
    policy(GOOD.replace('z.strictObject({})', 'z.strictObject({ on: z.date() })')),
    /its schema cannot be used: Date/,
  ],
  'has a schema of another zod': [
    policy(GOOD.replace('z.strictObject({})', '{ parse: () => 1 }')),
    /of another zod/,
  ],
  'has a JSON Schema with a keyword that is not known': [
    policy(GOOD.replace('z.strictObject({})', "{ type: 'object', unevaluatedProperties: false }")),
    /its schema cannot be used: unevaluatedProperties/,
  ],
  'has a required field without an example': [
    policy(GOOD.replace('z.strictObject({})', 'z.strictObject({ on: z.string().regex(/^x/) })')),
    /give example/,
  ],
  'has an example that its schema refuses': [
    policy(`${GOOD}, example: { a: 1 }`),
    /its schema refuses \{"a":1\}/,
  ],
  'looks at the time': [
    sizing("return { says: 'wish', wish: 1 + new Date().getDay(), reason: 'today' };"),
    /answers otherwise in a fresh thread under another clock/,
  ],
  'looks at the time while it loads': [
    sizing("return { says: 'wish', wish: began % 100, reason: 'x' };", {
      before: 'const began = Date.now();',
    }),
    /in a fresh thread under another clock/,
  ],
  'tosses a coin': [
    sizing("return { says: 'wish', wish: Math.floor(Math.random() * 1e4), reason: 'x' };"),
    /answers otherwise when it is asked again/,
  ],
  'counts how often it is asked': [
    sizing("return { says: 'wish', wish: n++, reason: 'x' };", { before: 'let n = 0;' }),
    /answers otherwise when it is asked again/,
  ],
  'remembers the first it was asked': [
    sizing("first ??= context.current; return { says: 'wish', wish: first, reason: 'x' };", {
      before: 'let first;',
    }),
    /in a fresh thread/,
  ],
  'is called otherwise each time': [
    policy(GOOD.replace("'own'", "'own' + Math.floor(Math.random() * 1e6)")),
    /says otherwise of itself in another thread/,
  ],
};

describe('plug-ins at the start', function plugins() {
  this.timeout(120_000);

  for (const [what, [text, says]] of Object.entries(REFUSED)) {
    it(`refuse a module that ${what}, by its file`, async () => {
      const said = await refusal({ 'own.mjs': text });
      expect(said)
        .to.match(says)
        .and.to.match(/own\/own\.mjs: /);
    });
  }

  it('refuse a module that loops while it is loaded, and wait no longer than the limit', async () => {
    const said = await refusal({ 'own.mjs': 'for (;;);' }, { ...PATIENT, loadMs: 500 });
    expect(said).to.match(/own\.mjs: did not load within 0\.5 s/);
  });

  it('refuse a module that waits for ever while it is loaded', async () => {
    const said = await refusal({ 'own.mjs': 'await new Promise(() => {});' }, { ...PATIENT, loadMs: 500 });
    expect(said).to.match(/own\.mjs: (did not load within|ended its thread)/);
  });

  it('name every module that cannot be used, and two that have one name', async () => {
    const said = await refusal({ 'a.mjs': sizing(WISHES), 'b.mjs': sizing(WISHES), 'c.mjs': 'throw 1;' });
    const [broken, twice, ...more] = said.split('\n');
    expect(more).to.deep.equal([]);
    expect(broken).to.match(/own\/c\.mjs: throws 1$/);
    expect(twice).to.match(/own\/b\.mjs: its name own is that of the policy of .*own\/a\.mjs$/);
  });

  it('tell what a module cannot answer, and load it: it will be blind there', async () => {
    const loaded = await load(
      folderOf({ 'own.mjs': sizing("return { says: 'wish', wish: context.reading.workers, reason: 'x' };") }),
    );
    loaded.close();
    expect(loaded.remarks.join('\n')).to.match(
      /own\.mjs: threw TypeError: .* when asked about no reading: it will be blind there/,
    );
  });

  it('take a JSON Schema for a schema', async () => {
    const schema =
      "{ type: 'object', properties: { to: { type: 'integer', minimum: 1, default: 4 } }, additionalProperties: false }";
    const build =
      "(config) => ({ sizers: [{ size: () => ({ says: 'wish', wish: config.to, reason: 'x' }) }] })";
    const loaded = await load(
      folderOf({
        'own.js': `export default { name: 'own', summary: 'x', schema: ${schema}, build: ${build} };`,
      }),
    );
    const answer = await answerOf(loaded, planWith(loaded, '{ own: {} }'));
    loaded.close();
    expect(answer).to.deep.equal({ wishes: [{ says: 'wish', wish: 4, why: 'x' }], limits: [] });
    expect(() => planWith(loaded, '{ own: { to: 0 } }')).to.throw(/"line":6,"column":26/);
  });

  it('find what only the module’s own schema can tell, with its place, once they have learned of the text', async () => {
    const schema =
      "z.strictObject({ low: values.count(), high: values.count() }).refine(({ low, high }) => low <= high, { path: ['low'], error: 'must be at most high' })";
    const loaded = await load(
      folderOf({
        'own.mjs': policy(`${GOOD.replace('z.strictObject({})', schema)}, example: { low: 1, high: 2 }`),
      }),
    );
    const written = '{ own: { low: 5, high: 2 } }';
    const plan = planWith(loaded, written);
    expect(failureOf(await answerOf(loaded, plan))).to.equal('PluginRefusesConfig');
    const text = `spec:\n  policies: ${written}\n`;
    await loaded.learn(new Map([['a.yaml', { text }]]));
    expect(() => planWith(loaded, written)).to.throw(
      /"column":27.*"problem":"5 is not allowed","allowed":"at most high"/,
    );
    loaded.close();
  });

  it('ask nothing, and add nothing, for a document that does not name the plug-in', async () => {
    const loaded = await load(folderOf({ 'own.mjs': sizing(WISHES) }));
    loaded.close();
    const plan = planWith(loaded, '{ threshold: { up: 90% } }');
    expect(plan).not.to.have.property('asks');
    expect(plan.sizers.map(({ policy: name }) => name)).to.deep.equal(['threshold']);
  });

  it('are the same code after a restart of their thread, or none', async () => {
    const folder = folderOf({ 'own.mjs': sizing(`if (config.bad) process.exit(1); ${WISHES}`) });
    const loaded = await load(folder);
    await answerOf(loaded, planWith(loaded, '{ own: { bad: true } }'));
    writeFileSync(join(folder, 'own.mjs'), sizing(WISHES, { before: '// changed' }));
    const answer = await answerOf(loaded, planWith(loaded, '{ own: {} }'));
    loaded.close();
    expect(failureOf(answer)).to.equal('PluginGone');
    expect(JSON.stringify(answer)).to.match(/own\.mjs has changed since the start; a restart loads it/);
  });

  describe('in a folder', () => {
    const files = async (folder: string) => {
      const loaded = await load(folder);
      loaded.close();
      return loaded.modules.map(({ file }) => file.slice(folder.length + 1));
    };

    it('are *.mjs and *.js directly in it, by name; hidden files, tests, other files and folders are passed over', async () => {
      const folder = folderOf({
        'b.mjs': sizing(WISHES, { name: 'b' }),
        'a.js': sizing(WISHES, { name: 'a' }),
        '.hidden.mjs': 'throw 1;',
        'b.test.mjs': 'throw 1;',
        'README.md': '#',
        'data.json': '{}',
      });
      mkdirSync(join(folder, 'deeper'));
      writeFileSync(join(folder, 'deeper/c.mjs'), 'throw 1;');
      expect(await files(folder)).to.deep.equal(['a.js', 'b.mjs']);
    });

    it('may be none', async () => {
      expect(await files(folderOf({}))).to.deep.equal([]);
    });

    it('are found in a mounted ConfigMap, whose files are links inside the folder', async () => {
      const folder = folderOf({});
      mkdirSync(join(folder, '..2026'));
      writeFileSync(join(folder, '..2026/own.mjs'), sizing(WISHES));
      symlinkSync('..2026', join(folder, '..data'));
      symlinkSync('..data/own.mjs', join(folder, 'own.mjs'));
      expect(await files(folder)).to.deep.equal(['own.mjs']);
    });

    const failing = async (folder: string) => {
      const error = await load(folder).then(
        () => null,
        (found: unknown) => found,
      );
      expect(error).to.be.instanceOf(PluginError);
      return (error as Error).message;
    };

    it('are refused where a link leads out of it', async () => {
      const outside = folderOf({ 'own.mjs': sizing(WISHES) });
      const folder = folderOf({});
      symlinkSync(join(outside, 'own.mjs'), join(folder, 'own.mjs'));
      expect(await failing(folder)).to.match(/own\.mjs: leads out of the folder/);
    });

    it('are refused where a name is that of a folder, or of a link to nothing', async () => {
      const folder = folderOf({});
      mkdirSync(join(folder, 'own.mjs'));
      expect(await failing(folder)).to.match(/own\.mjs: is no file/);
      const other = folderOf({});
      symlinkSync('nothing.mjs.txt', join(other, 'own.mjs'));
      expect(await failing(other)).to.match(/own\.mjs: cannot be read \(ENOENT\)/);
    });

    it('are refused where the file is larger than a policy can be', async () => {
      expect(await failing(folderOf({ 'own.mjs': `// ${'x'.repeat(2 ** 20)}` }))).to.match(/at most 1048576/);
    });

    it('have names that may be hostile: shown so that a terminal does not obey them', async () => {
      const said = await failing(folderOf({ 'a\u001b[2J.mjs': 'throw 1;' }));
      expect(said).to.contain('a\\u{1b}[2J.mjs: throws 1').and.not.to.contain('\u001b');
    });

    it('are refused where the folder is none, is not there, or cannot be read', async () => {
      const folder = tempFolder('plugins');
      expect(await failing(join(folder, 'nowhere'))).to.match(/nowhere: no such folder/);
      writeFileSync(join(folder, 'file'), '');
      expect(await failing(join(folder, 'file'))).to.match(/file: is no folder/);
      const locked = join(folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o000);
      // Root reads what nobody may: then there is nothing to see.
      if (process.getuid?.() !== 0) expect(await failing(locked)).to.match(/locked: EACCES/);
    });
  });
});
