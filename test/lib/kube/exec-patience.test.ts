import { expect } from 'chai';
import type { ExecAnswer, ExecRequest } from '../../../lib/kube/exec-contract.ts';
import { patientExec } from '../../../lib/kube/exec-patience.ts';
import { codeSaid } from '../runtimes/said.ts';
import { manualClock } from './support/manual-clock.ts';

const request: ExecRequest = {
  namespace: 'default',
  pod: 'spark-worker-0',
  container: 'juicefs-worker',
  command: ['cat', '/x'],
  timeoutMs: 3_000,
  maxBytes: 1_000,
};
const good: ExecAnswer = { stdout: 'x' };
const failure = (code: string): ExecAnswer => ({
  failure: {
    code,
    numbers: {
      pod: 'p',
      container: 'c',
      command: 'x',
      limit: 3_000,
      bytes: 0,
      exit: '1',
      text: 't',
      address: 'a',
    },
  },
});

describe('a container whose command hangs', () => {
  const clock = manualClock();
  let answer: () => Promise<ExecAnswer> | ExecAnswer;
  let ran: string[];
  let exec: ReturnType<typeof patientExec>;
  beforeEach(() => {
    ran = [];
    answer = () => failure('ExecTimeout');
    exec = patientExec(async ({ pod }) => {
      ran.push(pod);
      return answer();
    }, clock);
  });
  const ask = async (change: Partial<ExecRequest> = {}) => {
    const got = await exec({ ...request, ...change });
    return 'failure' in got ? codeSaid(got.failure) : got.stdout;
  };

  it('is asked again after a slow moment, then left alone for a minute, two, four, and ten at the most', async () => {
    await ask();
    const minutes: number[] = [];
    for (let i = 0; i < 7; i++) {
      let waited = 0;
      for (; (await ask()) === 'ExecLeftAlone'; waited++) await clock.advance(60_000);
      minutes.push(waited);
    }
    expect(minutes).to.deep.equal([0, 1, 2, 4, 8, 10, 10]);
    expect(ran).to.have.lengthOf(8);
  });

  it('is forgiven when it answers', async () => {
    await ask();
    answer = () => good;
    expect(await ask()).to.equal('x');
    answer = () => failure('ExecTimeout');
    await ask();
    expect(await ask()).to.equal('ExecTimeout');
    expect(await ask()).to.equal('ExecLeftAlone');
  });

  it('keeps nobody else waiting', async () => {
    await ask();
    await ask();
    answer = () => good;
    expect(await ask({ pod: 'spark-worker-1' })).to.equal('x');
    expect(await ask()).to.equal('ExecLeftAlone');
    expect(ran).to.deep.equal(['spark-worker-0', 'spark-worker-0', 'spark-worker-1']);
  });

  for (const code of ['ExecForbidden', 'ExecExited', 'ExecCut', 'ExecTooLarge'])
    it(`is another thing than ${code}, after which it is asked again`, async () => {
      answer = () => failure(code);
      for (let i = 0; i < 5; i++) expect(await exec(request)).to.deep.equal(failure(code));
    });

  it('counts also when the look was over first, unless the command had hardly begun', async () => {
    const given = (ms: number) => async () => {
      await clock.advance(ms);
      return failure('ReadCancelled');
    };
    answer = given(1_400);
    for (let i = 0; i < 5; i++) expect(await ask()).to.equal('ReadCancelled');
    answer = given(1_500);
    await ask();
    await ask();
    expect(await ask()).to.equal('ExecLeftAlone');
  });

  it('is remembered among a thousand, not among all that ever were', async () => {
    for (let i = 0; i < 1_024; i++) {
      await ask({ pod: `w-${i}` });
      await ask({ pod: `w-${i}` });
    }
    expect(await ask({ pod: 'w-0' })).to.equal('ExecLeftAlone');
    await ask({ pod: 'one-more' });
    expect(await ask({ pod: 'w-0' })).to.equal('ExecTimeout');
    expect(await ask({ pod: 'w-1023' })).to.equal('ExecLeftAlone');
  });
});
