import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../lib/root.ts';
import {
  broken,
  FLOORS,
  filesBelow,
  importsOf,
  lazyPackagesOf,
  ownTimeIn,
  specifiersOf,
  textOf,
} from './architecture.ts';

const code = filesBelow('cmd', 'lib', 'policies');
const tests = filesBelow('test');

/** Who reads the time by itself, and why it may. */
const OWN_TIME: Readonly<Record<string, string>> = {
  'lib/clock/clock.ts': 'this is the clock',
  'lib/clock/deadlines.ts': 'these are limits of real time, of the clock too',
  'lib/serve/metrics/loop-delay.ts': 'measures how late the event loop of this process is',
  'cmd/run.ts': 'puts the daemon together and hands chance in',
  'cmd/inspect.ts': 'hands chance in: watches that fail wait for a random while',
  'cmd/plan.ts': 'hands chance in: watches that fail wait for a random while',
  'lib/plugins/worker/disguise.ts': 'shows another time and other chance to a plug-in that looks at them',
  'lib/sandbox/demo/stage.ts': 'puts the daemon together and hands chance in',
};

/** The longest a file of code may be, lines; longer ones with their reason. */
const LONGEST = 220;
const LONG: Readonly<Record<string, string>> = {
  'lib/model/reasons/deciding.ts': 'a catalogue, an entry after the other',
  'lib/model/reasons/reading.ts': 'a catalogue, an entry after the other',
  'lib/kube/cluster.ts': 'one closure over the reflectors of all kinds',
  'lib/simulate/world.ts': 'one closure over one dataset: every thing that happens to it',
  'lib/kube/lease.ts': 'one closure over one term: every state of an election and its way on',
  'lib/kube/reflector.ts': 'one closure over one watch: every state of it and its way on',
};

/** What tests share may be longer: a stage holds a whole world. Tests themselves are tables, and as long as they need be. */
const LONGEST_SHARED = 300;

/** The longest a verb may be, lines: parse, call lib, print, exit code. */
const THIN = 165;

const lines = (file: string) => textOf(file).split('\n').length - 1;

describe('the floors', () => {
  it('hold every file of code', () => {
    for (const file of code) expect(broken(file, file), file).to.equal(null);
  });

  it('are never climbed: nothing imports from a floor above its own, no policy another policy', () => {
    const climbed = code.flatMap((file) => importsOf(file).map((imported) => broken(file, imported)));
    expect(climbed.filter((one) => one !== null)).to.deep.equal([]);
  });

  it('stand in the README, each folder on its floor and once', () => {
    const rows = textOf('README.md').matchAll(/^\| (\d) \| (.*?) \|/gm);
    const told = [...rows].flatMap(([, floor, folders]) =>
      [...(folders as string).matchAll(/\[([^\]]+)\]/g)].map(([, folder]) => `${floor} ${folder}`),
    );
    const held = Object.entries(FLOORS).filter(([folder]) => !folder.endsWith('.ts'));
    expect(told.sort()).to.deep.equal(held.map(([folder, floor]) => `${floor} ${folder}`).sort());
  });

  it('are climbed by none of code into the tests', () => {
    const into = code.filter((file) => importsOf(file).some((imported) => imported.startsWith('test/')));
    expect(into).to.deep.equal([]);
  });

  it('are known by the folders there are', () => {
    const folders = readdirSync(join(projectRoot, 'lib'), { withFileTypes: true }).map(
      ({ name }) => `lib/${name}`,
    );
    for (const folder of folders) expect(Object.keys(FLOORS)).to.include(folder);
  });

  it('notice an import upward, sideways into another policy, of a test, and of what is on no floor', () => {
    const faults = (file: string, text: string) =>
      importsOf(file, text).map((imported) => broken(file, imported));
    expect(faults('lib/decide/a.ts', "import { x } from '../kube/client.ts';")[0]).to.include('(floor 3)');
    expect(faults('lib/model/a.ts', "export type { X } from '../decide/plan.ts';")[0]).to.include(
      '(floor 1)',
    );
    expect(faults('lib/ledger/a.ts', "const x = await import('../daemon/daemon.ts');")[0]).to.include(
      '(floor 6)',
    );
    expect(faults('policies/step/a.ts', "import '../target/index.ts';")[0]).to.include('another policy');
    expect(faults('lib/kube/a.ts', "import { x } from '../../test/a.ts';")[0]).to.include('on no floor');
    expect(faults('lib/nowhere/a.ts', "import { x } from '../units/size.ts';")[0]).to.include('on no floor');
    expect(faults('cmd/a.ts', "import {\n  x,\n} from '../lib/daemon/daemon.ts';")).to.deep.equal([null]);
    expect(faults('lib/decide/a.ts', "// import { x } from '../kube/client.ts';")).to.deep.equal([]);
  });
});

describe('what is loaded late', () => {
  /** Stays outside the bundle. */
  const EXTERNAL = 'fs-native-extensions';

  // A CommonJS package that is imported late has no names in the bundle, only a default.
  it('is a module of this project, never a package that is bundled', () => {
    const packages = code.flatMap((file) => lazyPackagesOf(textOf(file)).map((name) => `${file}: ${name}`));
    expect(packages).to.deep.equal([`lib/ledger/lock.ts: ${EXTERNAL}`]);
    expect(lazyPackagesOf("const { pino } = await import('pino'); await import('./log.ts');")).to.deep.equal([
      'pino',
    ]);
  });
});

describe('the pure floors', () => {
  const pure = code.filter((file) => /^(lib\/(model|units|decide)|policies)\//.test(file));

  /** `croner` is asked about instants that are handed in, and never started; of `node:net`, what compares addresses. */
  const BESIDES: Readonly<Record<string, string>> = {
    'policies/schedule/openings.ts': 'croner',
    'lib/units/off-limits.ts': 'node:net',
  };
  const allowed = (file: string) => ['zod', BESIDES[file]];

  it('import nothing that could touch time, network or disk', () => {
    const foreign = pure.flatMap((file) =>
      specifiersOf(textOf(file)).filter(
        (specifier) => !specifier.startsWith('.') && !allowed(file).includes(specifier),
      ),
    );
    expect(foreign).to.deep.equal([]);
  });
});

describe('time', () => {
  for (const [file, why] of Object.entries(OWN_TIME)) {
    it(`is read by ${file} itself: ${why}`, () => {
      expect(existsSync(join(projectRoot, file)) && ownTimeIn(textOf(file))).to.not.deep.equal([]);
    });
  }

  it('comes from lib/clock everywhere else', () => {
    const found = code
      .filter((file) => !Object.hasOwn(OWN_TIME, file))
      .flatMap((file) => ownTimeIn(textOf(file)).map((what) => `${file}: ${what}`));
    expect(found).to.deep.equal([]);
  });

  it('is noticed in any of its forms, and only there', () => {
    for (const text of [
      'Date.now()',
      'const now = Date.now;',
      'new Date()',
      'new Date;',
      'setTimeout(f, 1)',
      'globalThis.setInterval(f, 1)',
      'performance.now()',
      "import { setTimeout as sleep } from 'node:timers/promises';",
      'process.hrtime.bigint()',
      'Math.random()',
    ]) {
      expect(ownTimeIn(text), text).to.not.deep.equal([]);
    }
    for (const text of [
      'new Date(ms)',
      'Date.parse(text)',
      '// Date.now()',
      '/** setTimeout */',
      'clock.now()',
    ]) {
      expect(ownTimeIn(text), text).to.deep.equal([]);
    }
  });
});

describe('a file', () => {
  it('of code has one subject: longer ones say why', () => {
    const long = code.filter((file) => lines(file) > LONGEST && !Object.hasOwn(LONG, file));
    expect(long).to.deep.equal([]);
  });

  it('that tests share has one subject, too', () => {
    const shared = tests.filter((file) => !file.endsWith('.test.ts'));
    expect(shared.filter((file) => lines(file) > LONGEST_SHARED)).to.deep.equal([]);
  });

  for (const [file, why] of Object.entries(LONG)) {
    it(`${file} is long: ${why}`, () => expect(lines(file)).to.be.above(LONGEST));
  }

  it('of cmd is thin', () => {
    expect(filesBelow('cmd').filter((file) => lines(file) > THIN)).to.deep.equal([]);
  });
});

describe('a folder', () => {
  const folders = ['cmd', 'lib', 'policies'].flatMap((top) => [
    ...(top === 'lib' ? [] : [top]),
    ...readdirSync(join(projectRoot, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(projectRoot.length + 1)),
  ]);

  const hasPage = (folder: string) => existsSync(join(projectRoot, folder, 'README.md'));

  /** A folder inside a room may be a line on the room's page. */
  function isNamedAbove(folder: string): boolean {
    const above = dirname(folder);
    return (
      dirname(above) !== '.' &&
      hasPage(above) &&
      textOf(`${above}/README.md`).includes(`\`${basename(folder)}/\``)
    );
  }

  it('explains itself in a README of its own, or a part of one in the README above', () => {
    expect(folders.filter((folder) => !hasPage(folder) && !isNamedAbove(folder))).to.deep.equal([]);
  });

  it('whose README names its floor', () => {
    const silent = folders
      .filter((folder) => /^lib\/[^/]+$|^policies$|^cmd$/.test(folder))
      .filter(hasPage)
      .filter((folder) => !new RegExp(`[Ff]loor ${FLOORS[folder]}\\b`).test(textOf(`${folder}/README.md`)));
    expect(silent).to.deep.equal([]);
  });
});
