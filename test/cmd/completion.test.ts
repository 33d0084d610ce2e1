import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { candidatesFor, completionText } from '../../cmd/completion/candidates.ts';
import { SHELLS, type Shell } from '../../cmd/completion/scripts.ts';
import { createProgram } from '../../cmd/program.ts';
import { projectRoot } from '../../lib/root.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { tempFolder } from '../support/temp.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { binFile, runProgram } from './child.ts';

const FILES = 'FILES';

/** What is offered for a line, `|` where the cursor is not needed: always at its end. */
function offered(line: string): readonly string[] {
  const { candidates, files } = candidatesFor(createProgram(), line.split(' '));
  return [...candidates.map(({ value }) => value), ...(files ? [FILES] : [])];
}

describe('what is completed', () => {
  const cases: readonly [line: string, expected: readonly string[]][] = [
    ['ver', ['verify', 'version']],
    ['help ver', ['verify', 'version']],
    ['nonsense ', []],
    ['verify --le', ['--ledger']],
    ['verify -o ', ['text', 'json', 'yaml']],
    ['verify -o y', ['yaml']],
    ['verify --output=', ['--output=text', '--output=json', '--output=yaml']],
    ['verify --output=j', ['--output=json']],
    ['verify --output json --a', ['--anchor']],
    ['verify -ojson --a', ['--anchor']],
    ['verify --ledger ', [FILES]],
    ['verify --key-file=some', [FILES]],
    ['verify --anchor ', []],
    ['verify ', []],
    ['validate ', [FILES]],
    ['validate a.yaml b', [FILES]],
    ['validate -- --s', [FILES]],
    ['history --quiet ', []],
    ['completion ', [...SHELLS]],
    ['completion bash ', []],
    ['run --log-level e', ['error']],
  ];
  for (const [line, expected] of cases) {
    it(`after "${line}": ${expected.join(', ') || 'nothing'}`, () => {
      expect(offered(line)).to.deep.equal(expected);
    });
  }

  it('are all verbs and all options that help shows, with what help says of them', () => {
    const program = createProgram();
    const verbs = program.commands.map((verb) => verb.name());
    expect(offered('')).to.deep.equal([...verbs, 'help']);
    for (const verb of program.commands) {
      const longs = verb.options.map(({ long }) => long as string);
      expect(offered(`${verb.name()} -`), verb.name()).to.deep.equal([...longs, '--help']);
    }
    const text = completionText(candidatesFor(program, ['verif']));
    expect(text).to.equal(
      `verify\t${program.commands.find((one) => one.name() === 'verify')?.summary()}\n:4\n`,
    );
  });
});

/** How each shell is started clean, and loads the script. */
const STARTS: Readonly<Record<Shell, { readonly start: string; readonly load: string }>> = {
  bash: { start: 'bash --norc --noprofile -i', load: 'source <(fluid-autoscaler completion bash)' },
  zsh: {
    start: 'zsh -f -i',
    load: 'autoload -U compinit && compinit -u -D && source <(fluid-autoscaler completion zsh)',
  },
  fish: { start: 'fish --no-config -i', load: 'fluid-autoscaler completion fish | source' },
};

function missing(program: string): string | null {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return null;
  } catch {
    return `completion in ${program}: no ${program} here; install it (Debian: apt-get install ${program})`;
  }
}

for (const shell of SHELLS) {
  const { start, load } = STARTS[shell];
  describeNeeding(missing(shell) ?? missing('script'), `completion in ${shell}`, (suite) => {
    suite.timeout(60_000);
    let terminal: Terminal;
    before('open a shell on a terminal, and load the script', async () => {
      const home = tempFolder('home');
      mkdirSync(join(home, 'bin'));
      symlinkSync(binFile(), join(home, 'bin/fluid-autoscaler'));
      const env = { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home };
      terminal = openTerminal(start, { cwd: projectRoot, env });
      await terminal.see(/[$#%>]\s*$/);
      terminal.type(`${load}; echo lo''aded\r`);
      await terminal.see(/loaded/);
    });
    after(() => terminal.close());

    it('completes a verb and a file, and the line runs', async () => {
      terminal.type('fluid-autoscaler vali\texamples/tar\t\r');
      await terminal.see(/ok {2}training\/imagenet .*1 document, 0 faults/s);
    });

    it('completes an option and its value, both ways of writing it', async () => {
      terminal.type('fluid-autoscaler validate examples/spark.yaml --outp\tna\t\r');
      await terminal.see(/default\/spark\r?\n/);
      terminal.type('fluid-autoscaler validate examples/spark.yaml --output=ya\t\r');
      await terminal.see(/valid: true\r?\n/);
    });
  });
}

describe('the verb completion', () => {
  it('refuses a shell it has no script for', async () => {
    const { err, exitCode } = await runProgram(['completion', 'csh']);
    expect(err).to.contain('Allowed choices are bash, zsh, fish');
    expect(exitCode).to.equal(2);
  });
});
