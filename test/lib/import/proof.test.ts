/** Proof, not claim: what is printed for an object decides as the object did. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../../lib/decide/decide.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import { projectRoot } from '../../../lib/root.ts';
import { MOST_WORKERS } from '../../../lib/units/int32.ts';
import { type Case, type Fields, makeCase } from '../../conformance/case.ts';
import { report } from '../../conformance/report.ts';
import { playFile } from '../../conformance/run.ts';
import { type Maker, withPlans } from '../../conformance/setting.ts';
import { history, observation } from '../decide/make.ts';
import { evenSpec, legacySpec, look } from '../spec/hpa/arbitraries.ts';
import { run } from '../spec/hpa/lives.ts';
import { ReconcileModel } from '../spec/hpa/reconcile-model.ts';
import { cronHpa, scaledObject } from './objects.ts';
import { planThrough } from './through.ts';

const TABLES = join(projectRoot, 'test/fixtures/conformance');

function casesOf(file: string): readonly Case[] {
  const { cases } = JSON.parse(readFileSync(join(TABLES, file), 'utf8')) as { cases: readonly Fields[] };
  return cases.map((raw, index) => makeCase(file, raw, index));
}

/** Cases that are about no maximum have the largest an HPA knows, which no document takes. */
function within(document: Fields): Fields {
  const { maxReplicas, ...spec } = document.spec as { readonly maxReplicas: number };
  return { ...document, spec: { ...spec, maxReplicas: Math.min(maxReplicas, MOST_WORKERS) } };
}

describe('Every behaviour case of the HPA, its document imported', () => {
  let imported = 0;
  const maker: Maker = (document, { flags }) => {
    imported++;
    return planThrough([within(document)], flags === undefined ? {} : { flags });
  };
  for (const file of readdirSync(TABLES).filter((name) => name.startsWith('hpa-'))) {
    const results = withPlans(maker, () => playFile(file, readFileSync(join(TABLES, file), 'utf8')));
    // No document asks for as many workers as an HPA can overflow to.
    for (const result of results.filter(({ name }) => !name.includes('to MaxInt32'))) {
      it(`${file}: ${result.name}`, () => {
        expect(result.verdict, report([result])).to.be.oneOf(['passed', 'different']);
      });
    }
  }

  it('went through the import, and a wrong import is found', () => {
    expect(imported).to.be.above(60);
    const wrong: Maker = (document, wanted) => ({ ...maker(document, wanted), limiters: [] });
    const file = 'hpa-scaling-with-rules.json';
    const results = withPlans(wrong, () => playFile(file, readFileSync(join(TABLES, file), 'utf8')));
    expect(results.some(({ verdict }) => verdict === 'failed')).to.equal(true);
  });
});

describe('Through whole random lives an imported HPA decides as the HPA does', function () {
  this.timeout(0);
  const looks = fc.array(look, { minLength: 1, maxLength: 25 });
  const start = fc.integer({ min: 1, max: 12 });
  const maker: Maker = (document) => planThrough([document]);

  for (const [what, spec, numRuns] of [
    ['with behavior', evenSpec, 200],
    ['without behavior', legacySpec, 150],
  ] as const) {
    it(`${numRuns} of up to 25 looks each, ${what}`, () => {
      fc.assert(
        fc.property(spec, start, looks, (document, size, life) => {
          const [theirs, ours] = withPlans(maker, () =>
            run(document, size, life, new ReconcileModel(0, size)),
          );
          expect(ours).to.deep.equal(theirs);
        }),
        { numRuns },
      );
    });
  }

  it('notices an import that forgets what an HPA without behavior does', () => {
    const forgetful: Maker = (document) => {
      const { raise: _, ...rest } = planThrough([document]);
      return { ...rest, limiters: [] };
    };
    const lives = fc.property(legacySpec, start, looks, (document, size, life) => {
      const [theirs, ours] = withPlans(forgetful, () =>
        run(document, size, life, new ReconcileModel(0, size)),
      );
      return JSON.stringify(theirs) === JSON.stringify(ours);
    });
    expect(fc.check(lives, { numRuns: 300 }).failed).to.equal(true);
  });
});

function decidedAt(plan: Plan, now: number, replicas: number): Decision {
  return decide(plan, observation({ replicas, at: now }), history(), now);
}

describe('Every window of KEDA, its ScaledObject imported', () => {
  for (const { name, input } of casesOf('cron-keda-window.json')) {
    it(name, () => {
      const { timezone, start, end, desiredReplicas } = input;
      const metadata = { timezone, start, end, desiredReplicas: String(desiredReplicas) };
      const plan = planThrough([scaledObject({ triggers: [{ type: 'cron', metadata }] })]);
      const decision = decidedAt(plan, Date.parse(String(input.now)), 1);
      const [wish] = decision.wishes;
      // The HPA takes the number for what is wished, within its tolerance of the pods there are.
      expect(wish?.wish).to.equal(input.expectedMetricValue);
      expect(wish?.reason.code).to.equal(input.expectedActive ? 'KedaOpen' : 'KedaClosed');
      // Without behavior it doubles at most, or goes to 4.
      const wanted = input.expectedActive ? Math.min(4, Number(input.expectedMetricValue)) : 1;
      expect(decision.target).to.equal(Math.max(1, wanted));
    });
  }
});

const job = (name: string, schedule: unknown, targetSize: number) => ({
  name,
  schedule: String(schedule),
  targetSize,
});
const NEXT = 'cron-cronhpa-lib-next.json';

describe('Every fire of CronHPA, its object imported', () => {
  // The other job fires every second; of two in the same second the later in the list counts.
  const others = [job('others', '* * * * * *', 3)];
  for (const { input } of casesOf(NEXT).filter(({ input: { expectedNext } }) => expectedNext !== null)) {
    it(`${String(input.spec)} after ${String(input.time)} is at ${String(input.expectedNext)}`, () => {
      const next = String(input.expectedNext);
      const zoned = /[+-]\d\d:\d\d$/.test(next);
      const timezone =
        typeof input.zone === 'string' ? input.zone : next.endsWith('+05:30') ? 'Asia/Kolkata' : 'UTC';
      const at = Date.parse(zoned ? next : `${next}Z`);
      const plan = planThrough([cronHpa({ jobs: [...others, job('it', input.spec, 7)] })], { timezone });
      expect(decidedAt(plan, at - 1000, 5).target).to.equal(3);
      expect(decidedAt(plan, at, 5).target).to.equal(7);
      expect(decidedAt(plan, at + 1000, 5).target).to.equal(3);
    });
  }

  for (const { input } of casesOf(NEXT).filter(({ input: { expectedNext } }) => expectedNext === null)) {
    it(`${String(input.spec)} never fires, and is refused`, () => {
      expect(() => planThrough([cronHpa({ jobs: [job('it', input.spec, 7)] })])).to.throw('never fires');
    });
  }
});

describe('Every exclude date of CronHPA, as it is intended, its object imported', () => {
  for (const { name, input } of casesOf('cron-cronhpa-excludedates-derived.json')) {
    it(name, () => {
      const at = Date.parse(String(input.now));
      const everySecond = cronHpa({ excludeDates: [input.excludeDate], jobs: [job('it', '* * * * * *', 7)] });
      const plan = planThrough([everySecond], { timezone: 'UTC' });
      const claim = decidedAt(plan, at, 5).rungs.find(({ by }) => by === 'compatibility.cronhpa');
      const fired = Date.parse(String(claim?.reason.numbers?.since)) === at;
      expect(fired).to.equal(!input.intendedSkip);
    });
  }
});
