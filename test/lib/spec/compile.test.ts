import { expect } from 'chai';
import type { Policy } from '../../../lib/decide/contract.ts';
import { compile } from '../../../lib/spec/compile.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { hashOf } from '../../../lib/spec/split.ts';
import { policies } from '../../../policies/index.ts';
import { DESIGN, load, samples, sizer, yaml } from './make.ts';

const REPLICAS = 'replicas: { max: 4 }';
const plan = (spec: string) => load(yaml({ spec })).plan;

describe('a plan', () => {
  it('carries what the document says', () => {
    const spec =
      'dataset: other\nreplicas: { min: 0, max: 9 }\nmode: paused\npaused: { by: ana, why: x, until: 2026-01-01T00:00:00Z }\n' +
      'respect: 2h\nadopt: move\notherAutoscalers: ignore\nsemantics: hpa\nengine: { url: "http://a:1" }\ninterval: 2s';
    expect(load(yaml({ namespace: 'n', spec })).plan).to.deep.include({
      namespace: 'n',
      dataset: 'other',
      mode: 'paused',
      pause: { by: 'ana', why: 'x', until: Date.UTC(2026, 0, 1) },
      bounds: { min: 0, max: 9 },
      respectMs: 7_200_000,
      adopt: 'move',
      otherAutoscalers: 'ignore',
      semantics: 'hpa',
      sources: [{ type: 'engine', url: 'http://a:1', perPod: false }, { type: 'status' }],
      intervalMs: 2000,
    });
  });

  it('says null where the document says nothing', () => {
    expect(plan(REPLICAS)).to.deep.include({
      pause: null,
      sources: [{ type: 'engine', url: null, perPod: false }, { type: 'status' }],
      intervalMs: null,
      bounds: { min: 1, max: 4 },
    });
    expect(plan(`${REPLICAS}\nmode: paused\npaused: { by: ana, why: x }`).pause?.until).to.equal(null);
  });

  it("is named by the SHA-256 of the document's own text", () => {
    const text = yaml({ spec: REPLICAS });
    expect(load(text).plan.hash).to.equal(hashOf(text.trim()));
    expect(load(`---\n\n${text}\n\n`).plan.hash).to.equal(hashOf(text.trim()));
    expect(load(`${text}# a comment\n`).plan.hash).to.not.equal(hashOf(text.trim()));
  });

  it('asks every policy for its parts, also those the document does not name', () => {
    const { limiters, sizers, readingLimiters, defaults } = plan(REPLICAS);
    expect([sizers, readingLimiters]).to.deep.equal([[], []]);
    expect(limiters.map(({ policy }) => policy)).to.deep.equal(['rate']);
    expect(defaults.at(-1)).to.equal('spec.policies.rate.up: none');
  });

  it('parts the limiters by their scope', () => {
    const { limiters, sizers, readingLimiters } = plan(
      `${REPLICAS}\npolicies: { fill: { up: 90% }, rest: 5m }`,
    );
    expect(sizers).to.deep.equal([sizer]);
    expect(readingLimiters.map(({ policy }) => policy)).to.deep.equal(['rest']);
    expect(limiters.map(({ policy }) => policy)).to.deep.equal(['rate']);
  });

  it("keeps the registry's order, whatever the document's", () => {
    const made = (name: string) => ({ ...(samples[1] as Policy), name, build: () => part(name) }) as Policy;
    const part = (policy: string) => ({
      limiters: [{ policy, scope: 'everything' as const, limit: () => null }],
    });
    const registry = ['b', 'a', 'c'].map(made);
    const { limiters } = compile(load(yaml(), registry), registry);
    expect(limiters.map(({ policy }) => policy)).to.deep.equal(['b', 'a', 'c']);
  });

  const windows: readonly [string, string, number][] = [
    ['an hour at least', 'respect: 5m', 3_600_000],
    ['as far as respect', 'respect: 3h', 10_800_000],
    [
      'as far as the policy that looks furthest',
      'policies: { rest: 5h, rate: { up: [{ pods: 1, per: 2d }] } }',
      172_800_000,
    ],
  ];
  for (const [name, spec, expected] of windows) {
    it(`looks back ${name}`, () => {
      expect(plan(`${REPLICAS}\n${spec}`).windowMs).to.equal(expected);
    });
  }

  it('of the design has the parts of its four policies', () => {
    const { sizers, readingLimiters, limiters, windowMs, defaults } = load(DESIGN, policies).plan;
    expect(sizers.map(({ policy }) => policy)).to.deep.equal(['threshold']);
    expect(readingLimiters.map(({ policy }) => policy)).to.deep.equal(['cooldown']);
    expect(limiters.map(({ policy }) => policy)).to.deep.equal(['scaleDown', 'step']);
    expect(windowMs).to.be.at.least(3_600_000);
    expect(defaults).to.include('spec.respect: 1h');
  });

  it('names no default that has no effect', () => {
    const { defaults } = plan(`${REPLICAS}\nsemantics: hpa`);
    expect(defaults.filter((text) => /respect|adopt/.test(text))).to.deep.equal([]);
  });
});

describe('a policy that cannot be built', () => {
  const text = `${yaml({ name: 'bad', spec: `${REPLICAS}\npolicies: { toggle: disabled }` })}---\n${yaml({ name: 'good' })}`;

  it('is a fault of its document, and of no other', () => {
    const { documents, faults } = loadDocuments(text, 'a.yaml', samples);
    expect(documents.map(({ key }) => key)).to.deep.equal(['default/good']);
    expect(faults).to.have.lengthOf(1);
    expect(faults[0]).to.include({
      dataset: 'default/bad',
      line: 6,
      problem: 'policy toggle cannot be built: it does not like to be off',
    });
  });
});
