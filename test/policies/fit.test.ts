import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import type { Reason } from '../../lib/model/observation.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import {
  answerOf,
  blind,
  GIB,
  HOUR,
  history,
  MIB,
  MINUTE,
  NOON,
  type ObservationWishes,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

const spec = (fit: object = {}, rest: Partial<SpecWishes> = {}): SpecWishes => ({
  min: 1,
  max: 10,
  policies: { fit, ...rest.policies },
  ...(rest.size === undefined ? {} : { size: rest.size }),
  ...(rest.workerCapacity === undefined ? {} : { workerCapacity: rest.workerCapacity }),
});

function notesOf(yaml: string): readonly string[] {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
${yaml}`;
  const { documents, faults } = loadDocuments(text, 'spark.yaml', policies);
  expect(faults).to.deep.equal([]);
  return documents[0]?.notes.map((note) => note.text) ?? [];
}

function faultOf(yaml: string): string {
  const text = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
${yaml}`;
  const [fault] = loadDocuments(text, 'spark.yaml', policies).faults;
  if (fault === undefined) return 'no fault';
  return `${fault.line}:${fault.column} ${fault.path}: ${fault.problem}; allowed: ${fault.allowed}`;
}

describe('fit', () => {
  const SIZES: [string, SpecWishes, ObservationWishes, number][] = [
    ["the article's case: 2.71 / 0.9375", spec(), {}, 3],
    ['a size of exactly three times usable', spec(), { dataset: { sizeBytes: 3 * 0.9375 * GIB } }, 3],
    ['one byte more', spec(), { dataset: { sizeBytes: 3 * 0.9375 * GIB + 1 } }, 4],
    ['two copies', spec(), { dataset: { copies: 2 } }, 6],
    ['a share to keep', spec({ keep: '40%' }), { dataset: { sizeBytes: 10 * GIB } }, 5],
    ['all of it, said so', spec({ keep: '100%' }), {}, 3],
    [
      'a share of exactly what a worker holds',
      spec({ keep: '40%' }),
      { dataset: { sizeBytes: 2.5 * 0.9375 * GIB } },
      1,
    ],
    ['room to spare', spec({ headroom: '50%' }), {}, 5],
    ['an eviction watermark', spec(), { perWorker: { blockBytes: 64 * MIB, highWatermark: 0.5 } }, 6],
    ['workers of another size', spec(), { reading: { capacityBytes: 2 * GIB, workers: 1, used: 0 } }, 2],
    ['an engine that still counts a worker that left', spec(), { replicas: 2, reading: { workers: 3 } }, 3],
    ['a size by hand', spec({}, { size: '9GiB' }), {}, 10],
    ['a size by hand where Fluid has none', spec({}, { size: '1GiB' }), { dataset: { sizeBytes: null } }, 2],
    ['the least there is', spec(), { replicas: 4, dataset: { sizeBytes: 1 } }, 1],
    ['the largest there may be', spec(), { dataset: { sizeBytes: 2 ** 52 } }, 4_473_925],
  ];
  for (const [name, document, wishes, expected] of SIZES) {
    it(`wishes for ${expected} by ${name}`, () => {
      const answer = answerOf(document, observation(wishes));
      expect([answer.says, answer.wish]).to.deep.equal(['wish', expected]);
    });
  }

  it('shows its arithmetic to a stranger, and how old the size is', () => {
    const seen = observation({ dataset: { sizedAt: NOON - HOUR } });
    expect(describeReason(answerOf(spec(), seen).reason)).to.equal(
      '2.71GiB x 1 x 100% / 960.00MiB usable in a worker = 2.9, so 3 workers hold what is wanted of the dataset ' +
        '(its size: measured by Fluid about 2026-01-01T11:00:00Z, which never measures again)'.replace(
          '2026-01-01T11:00:00Z',
          new Date(NOON - HOUR).toISOString().replace('.000Z', 'Z'),
        ),
    );
    expect(describeReason(answerOf(spec({}, { size: '5GiB' }), seen).reason)).to.include(
      '(its size: 5.00GiB by spec.size)',
    );
  });

  const NOTES: [string, Reason | null, string][] = [
    ['Fluid has written none', { code: 'SizeUnknown' }, 'SizeUnknown'],
    ['it is being calculated', { code: 'SizeCalculating' }, 'SizeCalculating'],
    ['it is 0', { code: 'SizeZero' }, 'SizeZero'],
    ['nobody says why', null, 'SizeUnknown'],
  ];
  for (const [name, sizeNote, code] of NOTES) {
    it(`abstains where the size is unknown because ${name}`, () => {
      const answer = answerOf(spec(), observation({ dataset: { sizeBytes: null, sizeNote } }));
      expect([answer.says, answer.reason.code]).to.deep.equal(['abstain', code]);
    });
  }

  it('is blind without a reading, so that nothing shrinks', () => {
    const seen = observation({
      replicas: 2,
      reading: blind(),
      perWorker: { blockBytes: 1, highWatermark: 1, declaredBytes: GIB },
    });
    expect(answerOf(spec(), seen).says).to.equal('blind');
  });

  const asleep = (declaredBytes?: number) =>
    observation({
      replicas: 0,
      reading: blind('EngineAllZero'),
      perWorker: { blockBytes: 64 * MIB, highWatermark: 1, ...(declaredBytes && { declaredBytes }) },
    });
  const DECLARED: [string, SpecWishes, number | undefined, number | null][] = [
    ['what the runtime declares', spec(), GIB, 3],
    ['what the document says, before that', spec({}, { workerCapacity: '2GiB' }), GIB, 2],
    ['nothing, where nobody says it', spec(), undefined, null],
  ];
  for (const [name, document, declared, expected] of DECLARED) {
    it(`goes, without a worker to ask, by ${name}`, () => {
      expect(answerOf(document, asleep(declared)).wish).to.equal(expected);
    });
  }

  describe('by a size that became smaller', () => {
    const shrinks = {
      policies: {
        scaleDown: 'enabled',
        guard: { fullFit: 'disabled' },
        step: { down: [{ pods: 9, per: '1m' }] },
      },
    };
    const fell = (ago: number) =>
      observation({
        replicas: 6,
        reading: { used: 1 },
        dataset: { fell: { from: 8 * GIB, at: NOON - ago } },
      });
    const goesTo = (document: SpecWishes, ago: number) =>
      decide(plan(document), fell(ago), history(), NOON).target;

    it('does not shrink for an hour', () => {
      expect(goesTo(spec({}, shrinks), HOUR - 1)).to.equal(6);
      expect(goesTo(spec({}, shrinks), HOUR)).to.equal(3);
    });
    it('does not shrink for as long as the document says', () => {
      expect(goesTo(spec({ smallerAfter: '5m' }, shrinks), 4 * MINUTE)).to.equal(6);
      expect(goesTo(spec({ smallerAfter: '5m' }, shrinks), 5 * MINUTE)).to.equal(3);
      expect(goesTo(spec({ smallerAfter: 0 }, shrinks), 0)).to.equal(3);
    });
    it('shrinks at once where a person says the size', () => {
      expect(goesTo(spec({}, { ...shrinks, size: '2.71GiB' }), MINUTE)).to.equal(3);
    });
    it('grows all the same', () => {
      const seen = observation({ dataset: { fell: { from: 8 * GIB, at: NOON } } });
      expect(decide(plan(spec()), seen, history(), NOON).target).to.equal(3);
    });
    it('tells when that ends, so that it is looked at then', () => {
      const changes = nextChanges(plan(spec()), fell(10 * MINUTE), history(), NOON);
      expect(changes.map(({ at }) => at - NOON)).to.deep.equal([50 * MINUTE]);
      expect(nextChanges(plan(spec()), fell(2 * HOUR), history(), NOON)).to.deep.equal([]);
    });
  });

  it('reaches its size in one move, and stays there while the cache fills', () => {
    const document = plan(spec({}, { policies: { scaleDown: 'disabled' } }));
    expect(decide(document, observation({ reading: { used: 0 } }), history(), NOON)).to.include({
      outcome: 'move',
      target: 3,
    });
    for (const used of [0, 1, 2, 2.71]) {
      const seen = observation({ replicas: 3, reading: { used } });
      expect(decide(document, seen, history(), NOON)).to.include({ outcome: 'hold', target: 3 });
    }
  });
});

describe('a size by hand', () => {
  const full = (sizeBytes: number | null) => observation({ reading: { used: 0.95 }, dataset: { sizeBytes } });
  it('is the full fit that a threshold goes to', () => {
    const document = { max: 10, size: '3GiB', policies: { threshold: { up: '90%' } } };
    expect(answerOf(document, full(null)).wish).to.equal(4);
    expect(answerOf(document, full(GIB)).wish).to.equal(4);
  });
  it('is the full fit that is guarded', () => {
    const shrinks = {
      target: { utilization: '90%' },
      scaleDown: 'enabled',
      step: { down: [{ pods: 9, per: '1m' }] },
    };
    const seen = observation({ replicas: 8, reading: { used: 1 }, dataset: { sizeBytes: GIB } });
    const goesTo = (size?: string) =>
      decide(plan({ max: 10, policies: shrinks, ...(size && { size }) }), seen, history(), NOON).target;
    expect([goesTo(), goesTo('5GiB')]).to.deep.equal([2, 6]);
  });
});

describe('fit as written', () => {
  const REPLICAS = '  replicas: { max: 4 }\n';
  const WRONG: [string, string, RegExp][] = [
    [
      'both a share and room to spare',
      'fit: { keep: 40%, headroom: 10% }',
      /give either `keep` or `headroom`/,
    ],
    [
      'a percentage without a sign',
      'fit: { keep: 40 }',
      /^7:18 spec\.policies\.fit\.keep: 40 is not allowed; allowed: a percentage/,
    ],
    ['more than all', 'fit: { keep: 140% }', /at most 100%/],
    ['nothing to keep', 'fit: { keep: 0% }', /above 0%/],
    ['a negative share', 'fit: { keep: -5% }', /a percentage/],
    ['a negative room', 'fit: { headroom: -5% }', /a percentage/],
    ['room without end', 'fit: { headroom: 901% }', /at most 900%/],
    ['a time without a unit', 'fit: { smallerAfter: 60 }', /a duration/],
    ['no mapping', 'fit: enabled', /a mapping with the fields keep, headroom, smallerAfter/],
  ];
  for (const [name, line, says] of WRONG) {
    it(`is refused with ${name}`, () => {
      expect(faultOf(`${REPLICAS}  policies:\n    ${line}`)).to.match(says);
    });
  }
  const SIZES: [string, string, RegExp][] = [
    [
      'without a unit',
      'size: 100',
      /^6:9 spec\.size: 100 is not allowed; allowed: a size above 0 with its unit/,
    ],
    ['without a unit, as text', 'size: "100"', /with its unit/],
    ['negative', 'size: -3GiB', /with its unit/],
    ['of nothing', 'size: 0GiB', /above 0/],
    ['beyond counting', 'size: 9999999EiB', /not as large/],
    ['of a worker without a unit', 'workerCapacity: 1', /^6:19 spec\.workerCapacity/],
  ];
  for (const [name, line, says] of SIZES) {
    it(`has no size ${name}`, () => {
      expect(faultOf(`${REPLICAS}  ${line}\n  policies: { fit: {} }`)).to.match(says);
    });
  }

  const REMARKS: [string, string, RegExp][] = [
    [
      'a threshold beside it',
      'policies: { fit: {}, threshold: { up: 90% } }',
      /threshold never wishes for more than fit while the size of the dataset is known/,
    ],
    [
      'a threshold beside a size by hand',
      'size: 1GiB\n  policies: { fit: {}, threshold: { up: 90% } }',
      /because spec\.size is given/,
    ],
    [
      'a threshold beside a share',
      'policies: { fit: { keep: 40% }, threshold: { up: 90% } }',
      /fit\.keep 40% cannot hold beside threshold/,
    ],
    [
      'a target below it',
      'policies: { fit: {}, target: { utilization: 50% } }',
      /fit: \{ headroom: 100% \} wants as much/,
    ],
    ['no shrinking', 'policies: { fit: {} }', /fit never shrinks here/],
  ];
  for (const [name, lines, says] of REMARKS) {
    it(`is remarked on with ${name}`, () => {
      expect(notesOf(`${REPLICAS}  ${lines}`).filter((text) => says.test(text))).to.have.lengthOf(1);
    });
  }
  it('is not remarked on with a target that is above it anyway', () => {
    const notes = notesOf(`${REPLICAS}  policies: { fit: { headroom: 100% }, target: { utilization: 50% } }`);
    expect(notes.filter((text) => text.includes('headroom:'))).to.deep.equal([]);
  });
});
