import { expect } from 'chai';
import { pauseNote, watermarkNote } from '../../../lib/spec/notes.ts';
import { policies } from '../../../policies/index.ts';
import { load, samples, yaml } from './make.ts';

const REPLICAS = 'replicas: { max: 4 }';
const THRESHOLD = 'threshold: { up: 90% }';
const notes = (spec: string) =>
  load(yaml({ spec }), policies).notes.map(({ line, path, text }) => `${line} ${path}: ${text}`);

const CASES: readonly [string, string, RegExp][] = [
  [
    'a step shorter than the cool-down',
    `${REPLICAS}\npolicies:\n  ${THRESHOLD}\n  step: { up: [{ pods: 2, per: 10m }] }\n  cooldown: { afterUp: 20m }`,
    /^8 spec\.policies\.step: step\.up per 10m .*cooldown\.afterUp 20m/,
  ],
  [
    'a threshold.down without scaleDown',
    `${REPLICAS}\npolicies: { threshold: { up: 90%, down: 10% } }`,
    /^6 spec\.policies\.threshold: threshold\.down .*scaleDown: enabled/,
  ],
  [
    'up and down closer than one worker',
    `${REPLICAS}\npolicies: { threshold: { up: 90%, down: 60% }, scaleDown: enabled }`,
    /^6 spec\.policies\.threshold: .*closer than one worker.*2 workers/,
  ],
  [
    'a target that can never grow',
    `${REPLICAS}\npolicies: { target: { utilization: 95% }, scaleDown: enabled }`,
    /^6 spec\.policies\.target: .*can never grow/,
  ],
  [
    'a limit on shrinking without scaleDown',
    `${REPLICAS}\npolicies:\n  ${THRESHOLD}\n  stabilization: { down: 5m }`,
    /^8 spec\.policies\.stabilization\.down: stabilization\.down has no effect: scaleDown is not enabled$/,
  ],
  [
    'a limit on growing with scaleUp disabled',
    `${REPLICAS}\npolicies: { ${THRESHOLD}, scaleUp: disabled, scaleDown: enabled, cooldown: { afterUp: 5m } }`,
    /^6 spec\.policies\.cooldown\.afterUp: cooldown\.afterUp has no effect: scaleUp is disabled$/,
  ],
  [
    'both directions disabled',
    `${REPLICAS}\npolicies: { ${THRESHOLD}, scaleUp: disabled }`,
    /^6 spec\.policies: scaling up and scaling down are both disabled, so the count never moves$/,
  ],
  ['no sizer', `${REPLICAS}\npolicies: { scaleDown: enabled }`, /^6 spec\.policies: no policy here wishes/],
  ['no policy at all', REPLICAS, /^4 spec\.policies: no policy here wishes/],
  [
    'min and max the same',
    `replicas: { min: 3, max: 3 }\npolicies: { ${THRESHOLD} }`,
    /^5 spec\.replicas: .* both 3, so/,
  ],
  [
    'an engine at a link-local address',
    `${REPLICAS}\npolicies: { ${THRESHOLD} }\nengine: { url: "http://0xa9fea9fe:80" }`,
    /^7 spec\.engine\.url: .*not asked unless the daemon runs with --allow link-local$/,
  ],
  ['respect 0', `${REPLICAS}\nrespect: 0\npolicies: { ${THRESHOLD} }`, /^6 spec\.respect: respect is 0: /],
  [
    'a pause that is not in force',
    `${REPLICAS}\npaused: { by: ana, why: x }\npolicies: { ${THRESHOLD} }`,
    /^6 spec\.paused: paused has no effect: mode is auto, not paused$/,
  ],
  [
    'respect under HPA semantics',
    `${REPLICAS}\nsemantics: hpa\nrespect: 2h\npolicies: { ${THRESHOLD} }`,
    /^7 spec\.respect: spec\.respect has no effect: under semantics: hpa /,
  ],
  [
    'a stabilization window shorter than the interval',
    `${REPLICAS}\ninterval: 30s\npolicies: { ${THRESHOLD}, stabilization: { up: 10s } }`,
    /^7 spec\.policies\.stabilization\.up: stabilization\.up 10s is shorter than interval 30s/,
  ],
];

describe('a document that is valid but cannot bind as written', () => {
  for (const [name, spec, expected] of CASES) {
    it(`is told so, at its line: ${name}`, () => {
      expect(notes(spec).filter((note) => expected.test(note))).to.have.lengthOf(1);
    });
  }

  it('is told nothing when all of it binds', () => {
    const spec = `${REPLICAS}\npolicies:\n  threshold: { up: 90%, down: 10% }\n  step: { up: [{ pods: 2, per: 30m }] }\n  cooldown: { afterUp: 20m }\n  scaleDown: enabled\n  stabilization: { down: 5m }`;
    expect(notes(spec)).to.deep.equal([]);
    expect(
      notes(`${REPLICAS}\nsemantics: hpa\npolicies: { threshold: { up: 90% }, stabilization: { down: 5m } }`),
    ).to.deep.equal([]);
  });

  it("is told what a policy says of its own config, at the policy's line", () => {
    const found = load(yaml({ spec: `${REPLICAS}\npolicies:\n  fill: { up: 100% }` }), samples).notes;
    expect(found).to.deep.equal([
      {
        file: 'a.yaml',
        line: 7,
        column: 5,
        path: 'spec.policies.fill',
        dataset: 'default/spark',
        text: 'fill.up 100% is hardly ever reached',
      },
    ]);
  });
});

describe('a pause that ends by itself', () => {
  const document = load(
    yaml({ spec: `${REPLICAS}\nmode: paused\npaused: { by: ana, why: x, until: 2026-01-01T00:00:00Z }` }),
  );
  const end = Date.UTC(2026, 0, 1);

  it('is noted once it is over', () => {
    expect(pauseNote(document, end - 1)).to.equal(null);
    expect(pauseNote(document, end)).to.deep.include({ line: 7, path: 'spec.paused.until' });
    expect(pauseNote(document, end)?.text).to.contain('2026-01-01T00:00:00.000Z');
    expect(pauseNote(load(yaml()), end)).to.equal(null);
  });
});

describe('an eviction watermark', () => {
  const cases: readonly [number, number, boolean][] = [
    [90_000, 0.95, false],
    [90_000, 0.9, false],
    [90_000, 0.899, true],
    [95_000, 0.85, true],
    [100_000, 1, false],
  ];
  for (const [up, watermark, noted] of cases) {
    it(`of ${watermark} is ${noted ? '' : 'not '}noted with up at ${up / 1000} %`, () => {
      const note = watermarkNote(up, watermark);
      expect(note !== null).to.equal(noted);
      if (note !== null)
        expect(note)
          .to.contain(`${up / 1000}%`)
          .and.contain(`${Math.round(watermark * 1e5) / 1e3}%`);
    });
  }
});
