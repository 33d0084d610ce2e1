import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { tempFolder } from './temp.ts';

interface Case {
  readonly behaviour: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly lastLine: string;
  readonly code: number;
  readonly says?: string;
}

const passing = "it('passes', () => {});";
const tick = 'new Promise((resolve) => setImmediate(() => setImmediate(resolve)))';
const groups = {
  'a.test.js': `describe('a', () => { ${passing} });`,
  'deep/b.test.js': `describe('b', () => { ${passing} it.skip('is skipped', () => {}); it('is pending'); });`,
  'deep/c.e2e.test.js': `describe('c', () => { ${passing} ${passing} });`,
  'e2e/d.test.js': `describe('d', () => { ${passing} });`,
  'fluid/e.test.js': `describe('e', () => { ${passing} });`,
  'conformance/f.test.js': `describe('f', () => { ${passing} });`,
  'engines/g.test.js': `describe('g', () => { ${passing} });`,
  'helper.js': 'throw new Error("not a test");',
};

const cases: readonly Case[] = [
  {
    behaviour: 'runs unit tests',
    files: groups,
    args: ['unit'],
    lastLine: '2 passed, 0 failed, 2 skipped',
    code: 0,
  },
  {
    behaviour: 'runs end-to-end tests',
    files: groups,
    args: ['e2e'],
    lastLine: '3 passed, 0 failed, 0 skipped',
    code: 0,
  },
  {
    behaviour: 'adds up several groups',
    files: groups,
    args: ['unit', 'conformance', 'e2e', 'fluid', 'engines'],
    lastLine: '8 passed, 0 failed, 2 skipped',
    code: 0,
  },
  {
    behaviour: 'picks tests by title',
    files: groups,
    args: ['unit', '--grep', 'b passes'],
    lastLine: '1 passed, 0 failed, 0 skipped',
    code: 0,
  },
  {
    behaviour: 'fails when no title matches',
    files: groups,
    args: ['unit', '--grep', 'nowhere'],
    lastLine: '0 passed, 0 failed, 0 skipped',
    code: 1,
  },
  {
    behaviour: 'fails when there is no test',
    files: { 'helper.js': '' },
    args: ['unit'],
    lastLine: '0 passed, 0 failed, 0 skipped',
    code: 1,
  },
  {
    behaviour: 'fails when every test is skipped',
    files: { 'a.test.js': "it.skip('is skipped', () => {});" },
    args: ['unit'],
    lastLine: '0 passed, 0 failed, 1 skipped',
    code: 1,
  },
  {
    behaviour: 'prints what differs in a failing test, and its cause',
    files: {
      'a.test.js': `${passing} it('differs', () => { throw Object.assign(new Error('no', { cause: new Error('deeper') }), { actual: 1, expected: 2 }); });`,
    },
    args: ['unit'],
    lastLine: '1 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'expected: 2\n    actual:   1\n    caused by: Error: deeper',
  },
  {
    behaviour: 'fails a test during which a rejection goes unhandled',
    files: {
      'a.test.js': `it('rejects', () => { Promise.reject(new Error('nobody cares')); return ${tick}; });`,
    },
    args: ['unit'],
    lastLine: '0 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'nobody cares',
  },
  {
    behaviour: 'fails a run that leaves a rejection unhandled while files are read',
    files: { 'a.test.js': `Promise.reject(new Error('nobody cares')); ${passing}` },
    args: ['unit'],
    lastLine: '0 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'nobody cares',
  },
  {
    behaviour: 'counts a test that goes wrong after it had passed as failed, and not as passed',
    files: {
      'a.test.js': `it('ends twice', (done) => { done(); done(); }); it('follows', () => ${tick});`,
    },
    args: ['unit'],
    lastLine: '1 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'FAILED ends twice',
  },
  {
    behaviour: 'refuses a forgotten .only',
    files: { 'a.test.js': "it.only('alone', () => {});" },
    args: ['unit'],
    lastLine: '0 passed, 1 failed, 0 skipped',
    code: 1,
    says: '.only',
  },
  {
    behaviour: 'counts a file that cannot be read as a failure',
    files: { 'a.test.js': 'throw new Error("broken file");' },
    args: ['unit'],
    lastLine: '0 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'broken file',
  },
  {
    behaviour: 'counts a test that ends the process as a failure',
    files: { 'a.test.js': `${passing} it('leaves', () => process.exit(0));` },
    args: ['unit'],
    lastLine: '1 passed, 1 failed, 0 skipped',
    code: 1,
    says: 'the run ended before its last test',
  },
  {
    behaviour: 'ends although a test leaves a server open',
    files: {
      'a.test.js':
        "it('listens', (done) => { require('http').createServer().listen(0, '127.0.0.1', done); });",
    },
    args: ['unit'],
    lastLine: '1 passed, 0 failed, 0 skipped',
    code: 0,
  },
];

function run(files: Case['files'], args: Case['args']) {
  const folder = tempFolder('run');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const runner = join(import.meta.dirname, 'run.js');
  return spawnSync(process.execPath, [runner, ...args, '--from', folder], { encoding: 'utf8' });
}

describe('the test runner', () => {
  for (const { behaviour, files, args, lastLine, code, says } of cases) {
    it(behaviour, () => {
      const { stdout, stderr, status } = run(files, args);
      const lines = stdout.trimEnd().split('\n');
      expect({ lastLine: lines.at(-1), status, stderr }).to.deep.equal({
        lastLine,
        status: code,
        stderr: '',
      });
      expect(lines.filter((line) => / skipped$/.test(line) && !line.includes(':'))).to.have.length(1);
      if (says !== undefined) expect(stdout).to.include(says);
    });
  }

  for (const args of [[], ['everything'], ['unit', '--fast']]) {
    it(`refuses "${args.join(' ')}" with its usage`, () => {
      const { stdout, stderr, status } = run({}, args);
      expect({ stdout, status }).to.deep.equal({ stdout: '', status: 2 });
      expect(stderr).to.include('usage: run.js unit|conformance|e2e|fluid|engines');
    });
  }
});
