import { expect } from 'chai';
import { type Fault, formatFault } from '../../../lib/spec/fault.ts';
import { parseDocuments } from '../../../lib/spec/parse.ts';
import { samples, yaml } from './make.ts';

const faults = (text: string) => parseDocuments(text, 'a.yaml', samples).faults;

interface Case {
  readonly name: string;
  readonly spec: string;
  readonly at: string;
  readonly path: string;
  readonly problem?: string;
  readonly allowed?: string | RegExp;
  readonly suggestion?: string;
}

const REPLICAS = 'replicas: { max: 4 }';

const CASES: readonly Case[] = [
  {
    name: 'a policy mistyped',
    spec: `${REPLICAS}\npolicies:\n  fil: { up: 90% }`,
    at: '7:5',
    path: 'spec.policies.fil',
    problem: 'unknown policy "fil"',
    allowed: 'fill, rate, rest, toggle; one of your own is loaded at the start, with --plugins FOLDER',
    suggestion: 'fill',
  },
  {
    name: 'a field mistyped',
    spec: `${REPLICAS}\nintervall: 5s`,
    at: '6:3',
    path: 'spec.intervall',
    problem: 'unknown field "intervall"',
    suggestion: 'interval',
  },
  {
    name: 'a field mistyped beside the right one',
    spec: `${REPLICAS}\nreplica: { max: 5 }`,
    at: '6:3',
    path: 'spec.replica',
    suggestion: 'replicas',
  },
  {
    name: 'a field as near to one that is given as to one that is not',
    spec: 'replicas: { min: 1, mix: 4 }',
    at: '5:23',
    path: 'spec.replicas.mix',
    suggestion: 'max',
  },
  {
    name: 'more workers than there can be',
    spec: 'replicas: { min: 1, max: 1000000000 }',
    at: '5:28',
    path: 'spec.replicas.max',
    problem: '1000000000 is not allowed',
    allowed: 'a whole number, at most 150000 workers',
  },
  {
    name: 'a field of the HPA',
    spec: `${REPLICAS}\nminReplicas: 2`,
    at: '6:3',
    path: 'spec.minReplicas',
    suggestion: 'spec.replicas.min',
  },
  {
    name: 'a policy in the wrong place',
    spec: `${REPLICAS}\nfill: { up: 90% }`,
    at: '6:3',
    path: 'spec.fill',
    suggestion: 'spec.policies.fill',
  },
  {
    name: 'a colon without a space',
    spec: `${REPLICAS}\npolicies: { fill: { up: 90%, label:x } }`,
    at: '6:32',
    path: 'spec.policies.fill["label:x"]',
    suggestion: 'label: x',
  },
  {
    name: 'a field like none',
    spec: `${REPLICAS}\nwhatever: 1`,
    at: '6:3',
    path: 'spec.whatever',
    allowed: /^dataset, replicas, policies, mode, /,
  },
  {
    name: 'a missing field',
    spec: 'replicas: { min: 1 }',
    at: '5:3',
    path: 'spec.replicas.max',
    problem: 'required, but missing',
    allowed: 'a whole number, 0 or more',
  },
  {
    name: 'a word mistyped',
    spec: `${REPLICAS}\nmode: dryrun`,
    at: '6:9',
    path: 'spec.mode',
    problem: '"dryrun" is not allowed',
    allowed: 'auto or dry-run or paused',
    suggestion: 'dry-run',
  },
  {
    name: 'true for enabled',
    spec: `${REPLICAS}\npolicies: { toggle: true }`,
    at: '6:23',
    path: 'spec.policies.toggle',
    problem: 'true is not allowed',
    allowed: 'enabled or disabled',
    suggestion: 'enabled',
  },
  {
    name: 'a percentage without its sign',
    spec: `${REPLICAS}\npolicies: { fill: { up: 90 } }`,
    at: '6:27',
    path: 'spec.policies.fill.up',
    allowed: 'a percentage such as 90%',
    suggestion: '90%',
  },
  {
    name: 'a fraction for a percentage',
    spec: `${REPLICAS}\npolicies: { fill: { up: 0.875 } }`,
    at: '6:27',
    path: 'spec.policies.fill.up',
    suggestion: '87.5%',
  },
  {
    name: 'a duration without its unit',
    spec: `${REPLICAS}\nrespect: 300`,
    at: '6:12',
    path: 'spec.respect',
    allowed: 'a duration such as 90s, 20m or 1h30m',
    suggestion: '300s',
  },
  {
    name: 'a duration that is none',
    spec: `${REPLICAS}\nrespect: forever`,
    at: '6:12',
    path: 'spec.respect',
    problem: '"forever" is not allowed',
    allowed: 'a duration such as 90s, 20m or 1h30m',
  },
  {
    name: 'an interval too short',
    spec: `${REPLICAS}\ninterval: 999ms`,
    at: '6:13',
    path: 'spec.interval',
    allowed: 'a duration of at least 1s',
  },
  {
    name: 'a number in quotes',
    spec: 'replicas: { max: "4" }',
    at: '5:20',
    path: 'spec.replicas.max',
    suggestion: '4',
  },
  {
    name: 'min above max',
    spec: 'replicas: { min: 5, max: 4 }',
    at: '5:20',
    path: 'spec.replicas.min',
    problem: 'min must not be above max',
  },
  {
    name: 'a percentage out of range',
    spec: `${REPLICAS}\npolicies: { fill: { up: 120% } }`,
    at: '6:27',
    path: 'spec.policies.fill.up',
    problem: '"120%" is not allowed',
    allowed: 'a percentage above 0% and at most 100%',
  },
  {
    name: 'an entry of a list',
    spec: `${REPLICAS}\npolicies:\n  rate:\n    up:\n      - { pods: 1, per: 1m }\n      - { pods: 0, per: 1m }`,
    at: '10:19',
    path: 'spec.policies.rate.up[1].pods',
    problem: '0 is not allowed',
    allowed: 'a whole number, 1 or more',
  },
  {
    name: 'an empty list',
    spec: `${REPLICAS}\npolicies: { rate: { up: [] } }`,
    at: '6:27',
    path: 'spec.policies.rate.up',
    problem: 'an empty list is not allowed',
    allowed: 'a list with at least one entry',
  },
  {
    name: 'a mapping where a list belongs',
    spec: `${REPLICAS}\npolicies: { rate: { up: { pods: 1 } } }`,
    at: '6:27',
    path: 'spec.policies.rate.up',
    problem: 'a mapping is not allowed',
    allowed: 'a list (- value)',
  },
  {
    name: 'a policy left empty',
    spec: `${REPLICAS}\npolicies:\n  fill:`,
    at: '7:10',
    path: 'spec.policies.fill',
    problem: 'nothing is not allowed',
    allowed: 'a mapping with the fields up, label',
  },
  {
    name: 'a pause without its reason',
    spec: `${REPLICAS}\nmode: paused`,
    at: '4:1',
    path: 'spec.paused',
    problem: 'mode is paused, so say who paused it and why: paused: { by: ..., why: ... }',
  },
  {
    name: 'an instant without a zone',
    spec: `${REPLICAS}\nmode: paused\npaused: { by: ana, why: x, until: 2026-11-22T18:00:00 }`,
    at: '7:37',
    path: 'spec.paused.until',
    allowed: 'an instant (RFC 3339) such as 2026-11-22T18:00:00Z',
  },
  {
    name: 'an address with a password',
    spec: `${REPLICAS}\nengine: { url: "http://bob:pw@host:1" }`,
    at: '6:18',
    path: 'spec.engine.url',
    problem: '"http://***@host:1" is not allowed',
    allowed: /without user, password or query$/,
  },
  {
    name: 'a dataset by no name Fluid allows',
    spec: `dataset: 9lives\n${REPLICAS}`,
    at: '5:12',
    path: 'spec.dataset',
    problem: '"9lives" is not allowed',
    allowed: /^lower-case letters/,
  },
  {
    name: 'a field given twice',
    spec: `${REPLICAS}\nmode: auto\nmode: paused`,
    at: '7:3',
    path: 'spec.mode',
    problem: '"mode" is given twice',
    allowed: 'each field once',
  },
  {
    name: 'a fault inside an anchor, where it is written',
    spec: `${REPLICAS}\npolicies:\n  rate: { up: [&r { pods: 1, per: x }, *r] }`,
    at: '7:37',
    path: 'spec.policies.rate.up[0].per',
  },
];

describe('a fault in a field', () => {
  for (const { name, spec, at, path, problem, allowed, suggestion } of CASES) {
    it(`is found with place, value and help: ${name}`, () => {
      const fault = faults(yaml({ spec })).find((each) => each.path === path) as Fault;
      expect(`${fault.line}:${fault.column}`).to.equal(at);
      expect(fault).to.include({ file: 'a.yaml' });
      expect(fault.dataset).to.equal(spec.startsWith('dataset: 9') ? undefined : 'default/spark');
      if (problem !== undefined) expect(fault.problem).to.equal(problem);
      if (typeof allowed === 'string') expect(fault.allowed).to.equal(allowed);
      if (allowed instanceof RegExp) expect(fault.allowed).to.match(allowed);
      expect(fault.suggestion).to.equal(suggestion);
    });
  }

  it('does not hide the others, and they come in the order of the lines', () => {
    const spec = 'replica: { max: 4 }\nreplicas: { max: x }\nmode: dry\npolicies: { fil: 1 }';
    expect(faults(yaml({ spec })).map(({ line, path }) => `${line} ${path}`)).to.deep.equal([
      '5 spec.replica',
      '6 spec.replicas.max',
      '7 spec.mode',
      '8 spec.policies.fil',
    ]);
  });

  it('is told at most twenty times a document, and how many more there are', () => {
    const many = Array.from({ length: 300 }, (_, i) => `unknown${i}: 1`).join('\n');
    const found = faults(yaml({ spec: `${REPLICAS}\n${many}` }));
    expect(found).to.have.lengthOf(20);
    expect(found.at(-1)?.problem).to.match(/\(and 280 more faults in this document\)$/);
  });

  it('never carries a secret', () => {
    const spec = `${REPLICAS}\npassword: hunter2\nengine: { url: "http://bob:hunter2@host/" }`;
    const text = `${yaml({ spec })}---\nkind: Secret\ndata: { token: hunter2 }\n---\npassword: [hunter2\n`;
    const told = faults(text).map((fault) => formatFault(fault, text) + JSON.stringify(fault));
    expect(told.length).to.be.above(3);
    for (const each of told) expect(each).to.not.contain('hunter2');
  });
});
