/** What happens to one cache, or to several, as plain data: read from a scenario document, or made by a program. */
import { checkDocument } from '../spec/checked.ts';
import { type Fault, type Place, pathText } from '../spec/fault.ts';
import { LARGEST_DOCUMENT } from '../spec/parse.ts';
import type { Path } from '../spec/schema-tree.ts';
import { splitDocuments } from '../spec/split.ts';
import type { CRASHES, OUTAGES, RUNTIMES } from './document.ts';
import { type Expansion, expand } from './expand.ts';
import { type DatasetSpec, scenarioForm, specsOf } from './form.ts';

export type Outage = (typeof OUTAGES)[number];
export type SimulatedKind = (typeof RUNTIMES)[number];
export type Crash = (typeof CRASHES)[number];

/** One thing that happens, at an instant in ms. Rates are bytes a second, sizes bytes. */
export type Happening = {
  readonly at: number;
} /** The object of a DataLoad is there before its data flows; with a schedule it recurs. */ & (
  | { readonly what: 'load is made'; readonly load: string; readonly schedule: string | null }
  /** Data begins to flow; `load`: for one that was made before. */
  | { readonly what: 'load'; readonly bytesPerSecond: number; readonly load?: string }
  | { readonly what: 'load is broken off' }
  /** Rates of readers add up: `by` is taken away again when they end. */
  | { readonly what: 'reads'; readonly by: number }
  /** Pods with the volume come, or (below 0) go. */
  | { readonly what: 'pods'; readonly by: number }
  | { readonly what: 'dataset grows'; readonly bytes: number }
  | { readonly what: 'outage begins'; readonly engine: Outage }
  | { readonly what: 'outage ends'; readonly engine: Outage }
  | { readonly what: 'master restarts'; readonly downMs: number }
  | { readonly what: 'someone scales'; readonly to: number; readonly manager: string }
  /** Null: until somebody resumes it. */
  | {
      readonly what: 'someone pauses';
      readonly by: string;
      readonly why: string;
      readonly forMs: number | null;
    }
  | {
      readonly what: 'someone overrides';
      readonly workers: number;
      readonly by: string;
      readonly why: string;
      readonly forMs: number;
      readonly immediately: boolean;
    }
  | { readonly what: 'someone resumes' }
  | { readonly what: 'worker is lost'; readonly ordinal: number }
  | { readonly what: 'worker starts again'; readonly ordinal: number }
  | { readonly what: 'worker crashes'; readonly ordinal: number; readonly why: Crash }
  | { readonly what: 'worker crashes no more'; readonly ordinal: number }
);

export interface Scenario {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** Between two looks where the policy gives no interval, ms; null: the daemon's default. */
  readonly intervalMs: number | null;
  /** The shortest between two looks, ms; absent: the daemon's default. */
  readonly fastestMs?: number;
  readonly seed: number;
  readonly dataset: {
    /** Null: whatever dataset the policy is for. */
    readonly namespace: string | null;
    readonly name: string | null;
    readonly labels?: Readonly<Record<string, string>>;
    /** Default: one that tells how full it is. */
    readonly runtime?: SimulatedKind;
    readonly sizeBytes: number;
    readonly sizeKnown: boolean;
  };
  readonly workers: {
    readonly capacityBytes: number;
    readonly blockBytes: number;
    /** At the start; they serve, and are empty. */
    readonly replicas: number;
    readonly nodes: number;
    /** From a pod to Ready, ms, drawn between the two. */
    readonly startUpMs: { readonly least: number; readonly most: number };
    readonly registerMs: number;
    readonly stopMs: number;
  };
  /** In order of time; those after the end never come about. */
  readonly happenings: readonly Happening[];
  /** Further datasets, where it is about several; what is said above is of the first. */
  readonly others?: readonly OneDataset[];
}

/** What a scenario says of one dataset. */
export type OneDataset = Pick<Scenario, 'dataset' | 'workers' | 'happenings'>;

/** One scenario for each of its datasets, in order. */
export function datasetsOf(scenario: Scenario): readonly Scenario[] {
  const { others = [], ...first } = scenario;
  return [first, ...others.map((one) => ({ ...first, ...one }))];
}

export interface LoadedScenario {
  /** Null where there is a fault. */
  readonly scenario: Scenario | null;
  readonly faults: readonly Fault[];
  /** What is valid and comes to nothing. */
  readonly notes: readonly string[];
}

/**
 * @param text of a scenario file: one YAML (or JSON) document
 * @param file its name, for messages
 */
export function loadScenario(text: string, file: string): LoadedScenario {
  const whole = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const refuse = (place: Place, problem: string, allowed: string): LoadedScenario => {
    const fault = { file, ...place, path: '', value: '', problem, allowed };
    return { scenario: null, faults: [fault], notes: [] };
  };
  const top = { line: 1, column: 1 };
  if (Buffer.byteLength(whole) > LARGEST_DOCUMENT)
    return refuse(top, 'the scenario is larger than 64 KiB', 'at most 64 KiB');
  const [slice, second] = splitDocuments(whole);
  if (slice === undefined) return refuse(top, 'no scenario in this file', 'one document of kind Scenario');
  if (second !== undefined)
    return refuse(
      { line: second.line, column: 1 },
      'a second document: which scenario is meant cannot be told',
      'one document of kind Scenario a file',
    );
  const { value, yaml, faults } = checkDocument(slice, file, scenarioForm());
  if (value === null) return { scenario: null, faults, notes: [] };
  const expansions: Expansion[] = [];
  const scenarios: Scenario[] = [];
  let blocks = 0;
  for (const { root, spec } of specsOf(value.spec)) {
    const expansion = expand(spec, root, blocks);
    blocks += expansion.blocks;
    expansions.push(expansion);
    scenarios.push(scenarioOf(value.metadata.name, spec, expansion));
  }
  const problems = expansions.flatMap((one) => one.problems);
  const notes = expansions.flatMap((one) => one.notes);
  if (problems.length === 0) return { scenario: joined(scenarios), faults: [], notes };
  const placed = problems.map(({ path, problem, allowed }): Fault => {
    const spot = yaml.spots.get(pathText(path as Path));
    const place = yaml.place(spot?.value ?? 0);
    return { file, ...place, path: pathText(path as Path), value: '', problem, allowed };
  });
  return { scenario: null, faults: placed, notes: [] };
}

function joined([first, ...others]: readonly Scenario[]): Scenario | null {
  if (first === undefined || others.length === 0) return first ?? null;
  const only = ({ dataset, workers, happenings }: Scenario) => ({ dataset, workers, happenings });
  return { ...first, others: others.map(only) };
}

function scenarioOf(name: string, spec: DatasetSpec, { happenings }: Expansion): Scenario {
  const { dataset, workers } = spec;
  return {
    name,
    startMs: spec.start,
    durationMs: spec.duration,
    intervalMs: spec.interval ?? null,
    ...(spec.fastest === undefined ? {} : { fastestMs: spec.fastest }),
    seed: spec.seed,
    dataset: {
      namespace: dataset.namespace ?? null,
      name: dataset.name ?? null,
      ...(dataset.labels && { labels: dataset.labels }),
      ...(dataset.runtime !== 'AlluxioRuntime' && { runtime: dataset.runtime }),
      sizeBytes: dataset.size,
      sizeKnown: dataset.sizeKnown,
    },
    workers: {
      capacityBytes: workers.capacity,
      blockBytes: workers.block,
      replicas: workers.replicas,
      nodes: workers.nodes,
      startUpMs: workers.startUp,
      registerMs: workers.register,
      stopMs: workers.stop,
    },
    happenings,
  };
}
