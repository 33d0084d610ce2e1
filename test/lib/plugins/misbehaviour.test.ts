import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import { describeReason } from '../../../lib/model/reasons/index.ts';
import type { Limits } from '../../../lib/plugins/limits.ts';
import type { Plugins } from '../../../lib/plugins/load.ts';
import { history, NOON, observation } from '../decide/make.ts';
import {
  answerOf,
  failureOf,
  folderOf,
  HANGS,
  limiting,
  load,
  PATIENT,
  planWith,
  sizing,
  standing,
  WISHES,
} from './make.ts';

/** A sizer that behaves in the checks at the start, and does this where its config says `bad`. */
const turned = (bad: string) => sizing(`if (config.bad) { ${bad} } ${WISHES}`);
const turnedLimiter = (bad: string) =>
  limiting(`if (config.bad) { ${bad} } return { low: 1, high: 8, reason: 'all' };`);

interface Case {
  readonly bad: string;
  readonly code: string;
  readonly says: RegExp;
  readonly module?: (bad: string) => string;
  readonly within?: Limits;
}

const CASES: Readonly<Record<string, Case>> = {
  throws: { bad: "throw new Error('no luck');", code: 'PluginThrew', says: /own threw Error: no luck/ },
  'throws what is no error': {
    bad: 'throw { toString() { throw 1; } };',
    code: 'PluginThrew',
    says: /own threw/,
  },
  'throws without end': { bad: '(function f() { f(); })();', code: 'PluginThrew', says: /RangeError/ },
  hangs: { bad: 'for (;;);', code: 'PluginHung', says: /own gave no answer within 1s500ms/, within: HANGS },
  'answers a Promise': {
    bad: 'return Promise.resolve({});',
    code: 'PluginNonsense',
    says: /a Promise as a wish/,
  },
  'answers a Promise that never comes': {
    bad: 'return new Promise(() => {});',
    code: 'PluginNonsense',
    says: /a Promise/,
  },
  'ends its thread': { bad: 'process.exit(3);', code: 'PluginDied', says: /process\.exit\(3\)/ },
  'fills the memory': {
    bad: 'const all = []; for (;;) all.push(new Array(1e5).fill({ a: 1 }).map((x) => ({ ...x })));',
    code: 'PluginDied',
    says: /memory/,
  },
  'wishes for NaN': {
    bad: "return { says: 'wish', wish: NaN };",
    code: 'PluginNonsense',
    says: /a wish of NaN/,
  },
  'wishes for 10^9': {
    bad: "return { says: 'wish', wish: 1e9 };",
    code: 'PluginNonsense',
    says: /1000000000, which is more workers than any cluster/,
  },
  'wishes for half a worker': {
    bad: "return { says: 'wish', wish: 2.5 };",
    code: 'PluginNonsense',
    says: /a wish of 2.5/,
  },
  'wishes for fewer than none': {
    bad: "return { says: 'wish', wish: -1 };",
    code: 'PluginNonsense',
    says: /a wish of -1/,
  },
  'wishes without end': {
    bad: "return { says: 'wish', wish: Infinity };",
    code: 'PluginNonsense',
    says: /a wish of Infinity/,
  },
  'wishes for a text': {
    bad: "return { says: 'wish', wish: '3' };",
    code: 'PluginNonsense',
    says: /a wish of "3"/,
  },
  'answers nothing': { bad: 'return;', code: 'PluginNonsense', says: /undefined as a wish/ },
  'answers a number': { bad: 'return 3;', code: 'PluginNonsense', says: /3 as a wish/ },
  'says something else': {
    bad: "return { says: 'perhaps', wish: 3 };",
    code: 'PluginNonsense',
    says: /perhaps/,
  },
  'answers what cannot be cloned': {
    bad: "return { says: 'wish', wish: () => 3 };",
    code: 'PluginNonsense',
    says: /a function/,
  },
  'answers with a getter that throws': {
    bad: "return { get says() { throw new Error('gotcha'); } };",
    code: 'PluginThrew',
    says: /gotcha/,
  },
  'answers with a proxy that answers differently each time': {
    bad: "let n = 0; return new Proxy({}, { get: (_, key) => key === 'says' ? 'wish' : n++ < 0 ? 1 : NaN, has: () => false });",
    code: 'PluginNonsense',
    says: /NaN/,
  },
  'writes to what it is shown': {
    bad: 'context.observation.replicas = 7;',
    code: 'PluginThrew',
    says: /read only/,
  },
  'writes deep into what it is shown': {
    bad: 'context.history.changes.push({});',
    code: 'PluginThrew',
    says: /not extensible/,
  },
  'limits with no interval': {
    module: turnedLimiter,
    bad: 'return { low: 5, high: 2 };',
    code: 'PluginNonsense',
    says: /an interval of 5 to 2/,
  },
  'limits with NaN': {
    module: turnedLimiter,
    bad: 'return { low: NaN, high: 2 };',
    code: 'PluginNonsense',
    says: /an interval of NaN to 2/,
  },
  'limits with half an interval': {
    module: turnedLimiter,
    bad: 'return { low: 1 };',
    code: 'PluginNonsense',
    says: /an interval of 1 to undefined/,
  },
  'limits with undefined': {
    module: turnedLimiter,
    bad: 'return;',
    code: 'PluginNonsense',
    says: /undefined as an interval/,
  },
};

describe('a plug-in that', function plugins() {
  this.timeout(120_000);
  let loaded: Plugins | undefined;
  const withPlugin = async (text: string, within: Limits = PATIENT) => {
    loaded = await load(folderOf({ 'own.mjs': text }), { within });
    return loaded;
  };
  afterEach(() => loaded?.close());

  for (const [what, { bad, code, says, module = turned, within = PATIENT }] of Object.entries(CASES)) {
    it(`${what} is blind, by name and with what it did`, async () => {
      const plugins = await withPlugin(module(bad), within);
      const plan = planWith(plugins, '{ own: { bad: true } }');
      const answer = await answerOf(plugins, plan);
      expect(failureOf(answer)).to.equal(code);
      const sentence = answer !== undefined && 'failed' in answer ? describeReason(answer.failed) : '';
      expect(sentence)
        .to.match(says)
        .and.to.match(/the plug-in own/)
        .and.to.match(/counts as blind/);
      // The same plug-in answers about another document, be it in a new thread.
      const good = await answerOf(plugins, planWith(plugins, '{ own: {} }', 'other'));
      expect(failureOf(good)).to.equal(null);
    });
  }

  it('rejects a promise that nobody waits for ends its own thread, not the program, and answers again in a new one', async () => {
    const plugins = await withPlugin(turned("void Promise.reject(new Error('nobody cares'));"));
    const plan = planWith(plugins, '{ own: { bad: true } }');
    // The answer was given; whether it or the thread's end is heard first nobody can say.
    expect(failureOf(await answerOf(plugins, plan))).to.be.oneOf([null, 'PluginDied']);
    expect(failureOf(await answerOf(plugins, planWith(plugins, '{ own: {} }')))).to.be.oneOf([
      null,
      'PluginDied',
    ]);
    expect(failureOf(await answerOf(plugins, planWith(plugins, '{ own: {} }')))).to.equal(null);
  });

  it('prints without end costs a few characters a question, and its answer counts', async () => {
    let printed = 0;
    const flood = "for (let i = 0; i < 2000; i++) console.log('x'.repeat(1000));";
    loaded = await load(folderOf({ 'own.mjs': turned(flood) }), {
      onOutput: (_, text) => (printed += text.length),
    });
    const answer = await answerOf(loaded, planWith(loaded, '{ own: { bad: true } }'));
    expect(failureOf(answer)).to.equal(null);
    expect(printed).to.be.at.most(2000);
  });

  it('gives a reason of a million characters is cut short', async () => {
    const plugins = await withPlugin(
      turned("return { says: 'wish', wish: 3, reason: 'long'.repeat(250_000) };"),
    );
    const answer = await answerOf(plugins, planWith(plugins, '{ own: { bad: true } }'));
    expect(JSON.stringify(answer).length).to.be.below(400);
  });

  it('gives a reason with control characters has them escaped', async () => {
    const plugins = await withPlugin(turned("return { says: 'wish', wish: 3, reason: 'a\\u001b[31mred' };"));
    const answer = await answerOf(plugins, planWith(plugins, '{ own: { bad: true } }'));
    expect(JSON.stringify(answer)).to.contain('a\\\\u{1b}[31mred');
  });

  it('changes the prototypes of its own thread changes nothing outside of it', async () => {
    const plugins = await withPlugin(
      turned(
        "Object.prototype.wish = 99; Array.prototype.map = () => ['gotcha']; Object.prototype.failed = { code: 'X' };",
      ),
    );
    const answer = await answerOf(plugins, planWith(plugins, '{ own: { bad: true } }'));
    expect(({} as Record<string, unknown>).wish).to.equal(undefined);
    expect([1].map(String)).to.deep.equal(['1']);
    // What its own thread makes of it is no answer, or none that differs.
    expect(failureOf(answer)).to.be.oneOf([null, 'PluginNonsense', 'PluginThrew', 'PluginDied']);
  });

  it('hangs is asked again after 1 s, 2 s, 4 s, ... and says meanwhile how long it rests', async () => {
    const plugins = await withPlugin(turned('for (;;);'), { ...PATIENT, askMs: 100 });
    const plan = planWith(plugins, '{ own: { bad: true } }');
    const clock = standing();
    const port = plugins.port(clock);
    const ask = async () => (await port.ask(plan, observation(), history(), clock.at)).own;
    const codes: (string | null)[] = [];
    for (const wait of [0, 999, 1, 1999, 1]) {
      clock.at += wait;
      codes.push(failureOf(await ask()));
    }
    expect(codes).to.deep.equal(['PluginHung', 'PluginResting', 'PluginHung', 'PluginResting', 'PluginHung']);
    clock.at += 1000;
    const answer = await ask();
    expect(answer).to.deep.equal({
      failed: { code: 'PluginResting', numbers: { policy: 'own', why: 'PluginHung', left: 3000 } },
      holds: 'shrinks',
    });
  });

  it('hangs about one dataset goes on to answer about others, without a rest', async () => {
    const plugins = await withPlugin(turned('for (;;);'), HANGS);
    const port = plugins.port(standing());
    const [bad, good] = ['{ own: { bad: true } }', '{ own: {} }'].map((text, i) =>
      planWith(plugins, text, `set${i}`),
    );
    const ask = async (plan: typeof bad) =>
      (await port.ask(plan as never, observation(), history(), NOON)).own;
    const [hung, waited] = await Promise.all([ask(bad), ask(good)]);
    expect([failureOf(hung), failureOf(waited)]).to.deep.equal(['PluginHung', null]);
    expect([failureOf(await ask(bad)), failureOf(await ask(good))]).to.deep.equal(['PluginResting', null]);
  });

  it('keeps others waiting for longer than their patience leaves them blind, not waiting', async () => {
    const plugins = await withPlugin(turned('for (;;);'), { ...PATIENT, askMs: 2000, patienceMs: 50 });
    const [bad, good] = ['{ own: { bad: true } }', '{ own: {} }'].map((text) => planWith(plugins, text));
    const port = plugins.port(standing());
    const order: string[] = [];
    const ask = async (plan: typeof bad, name: string) => {
      const { own } = await port.ask(plan as never, observation(), history(), NOON);
      order.push(name);
      return failureOf(own);
    };
    const codes = await Promise.all([ask(bad, 'hangs'), ask(good, 'waits')]);
    expect(codes).to.deep.equal(['PluginHung', 'PluginBusy']);
    expect(order).to.deep.equal(['waits', 'hangs']);
  });

  it('hangs delays no other plug-in: each has a thread of its own', async () => {
    const folder = folderOf({
      'hangs.mjs': sizing(`if (config.bad) for (;;); ${WISHES}`, { name: 'hangs' }),
      'own.mjs': sizing(WISHES),
    });
    loaded = await load(folder, { within: { ...PATIENT, askMs: 3000 } });
    const port = loaded.port(standing());
    const order: string[] = [];
    const ask = async (written: string) => {
      const answers = await port.ask(
        planWith(loaded as Plugins, written, `set${written.length}`),
        observation(),
        history(),
        NOON,
      );
      order.push(...Object.keys(answers));
      return answers;
    };
    const [hangs] = await Promise.all([ask('{ hangs: { bad: true } }'), ask('{ own: {} }')]);
    expect(order).to.deep.equal(['own', 'hangs']);
    expect(failureOf(hangs.hangs)).to.equal('PluginHung');
  });

  describe('and fails', () => {
    /** Four workers, nearly empty: `target` wishes for fewer. */
    const emptyish = observation({ replicas: 4, reading: { used: 0.2 }, dataset: { sizeBytes: 2 ** 28 } });
    const full = observation({ replicas: 2, reading: { used: 1.96 }, dataset: { sizeBytes: 5 * 2 ** 30 } });

    async function decided(text: string, written: string, seen: Observation) {
      const plugins = await withPlugin(text);
      const plan = planWith(plugins, written);
      const answers = await plugins.port(standing()).ask(plan, seen, history(), NOON);
      return decide(plan, { ...seen, plugins: answers }, history(), NOON);
    }

    it('holds every shrink as a blind sizer does, where it wishes', async () => {
      const written = '{ target: { utilization: 50% }, scaleDown: enabled, own: { bad: true } }';
      const threw = turned("throw new Error('no luck');");
      const { outcome, reason, wishes } = await decided(threw, written, emptyish);
      expect(outcome).to.equal('hold');
      expect(reason).to.deep.equal({
        code: 'BlindHoldsShrink',
        numbers: { policy: 'own', why: 'PluginThrew' },
      });
      expect(wishes.find(({ policy }) => policy === 'own')?.reason.numbers?.error).to.equal('Error: no luck');
    });

    it('lets the cache grow by what others wish, where it only wishes', async () => {
      const written = '{ threshold: { up: 90% }, own: { bad: true } }';
      const { outcome, target } = await decided(turned("throw new Error('no luck');"), written, full);
      expect([outcome, target]).to.deep.equal(['move', 3]);
    });

    it('holds every move where it limits: what it would have forbidden nobody knows', async () => {
      const written = '{ threshold: { up: 90% }, own: { bad: true } }';
      const { outcome, reason } = await decided(turnedLimiter("throw new Error('no luck');"), written, full);
      expect([outcome, reason.code]).to.deep.equal(['hold', 'PluginThrew']);
    });

    it('is a name in the ladder and no more, where it answers', async () => {
      const written = '{ own: { to: 5 }, step: { up: [{ pods: 1, per: 5m }] } }';
      const { target, wishes } = await decided(turned(''), written, full);
      expect(target).to.equal(3);
      expect(wishes).to.deep.include({
        policy: 'own',
        says: 'wish',
        wish: 5,
        reason: { code: 'PluginWishes', numbers: { policy: 'own', wish: 5, why: 'as configured' } },
      });
    });
  });
});
