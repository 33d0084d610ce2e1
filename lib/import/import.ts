/** From objects of other autoscalers to policy documents, with what became of every field. Pure. */
import type { Policy } from '../decide/contract.ts';
import { DEFAULT_FLAGS, type HpaFlags } from '../spec/hpa/policies.ts';
import { loadDocuments } from '../spec/load.ts';
import { printable } from '../units/printable.ts';
import { compose } from './compose.ts';
import { type CronHpaOptions, understandCronHpa } from './cron-hpa.ts';
import type { Finished } from './draft.ts';
import { understandHpa } from './hpa.ts';
import { type Finding, fieldsOf, isWithin, leavesOf, type SourceObject } from './object.ts';
import { isPart, type Part, type Understood } from './part.ts';
import { understandScaledObject } from './scaled-object.ts';
import { targetOf } from './target.ts';

export interface ImportOptions extends Pick<CronHpaOptions, 'timezone' | 'assumed' | 'now'> {
  readonly registry: readonly Policy[];
  /** Without the semantics of the HPA. */
  readonly improve: boolean;
  /** Flags of the HPA's controller, where they are not Kubernetes' own. */
  readonly flags?: HpaFlags;
}

export interface Imported {
  /** By namespace and dataset. */
  readonly documents: readonly Finished[];
  readonly objects: readonly SourceObject[];
  /** Every field of every object, once or more. */
  readonly findings: readonly Finding[];
}

export function importObjects(objects: readonly SourceObject[], options: ImportOptions): Imported {
  const hpas = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
  const cronOptions: CronHpaOptions = {
    ...options,
    targetOfHpa: (namespace, name) => {
      const hpa = hpas.find((each) => each.namespace === namespace && each.name === name);
      return hpa === undefined ? null : targetOf(hpa.fields.spec);
    },
  };
  const flags = options.flags ?? DEFAULT_FLAGS;
  const understood = objects.map((object) => understand(object, cronOptions, flags));
  const parts = understood.filter(isPart);
  const findings: Finding[] = understood.flatMap((each) => [
    ...each.findings,
    ...unnamed(each),
    ...meta(each),
  ]);
  const documents: Finished[] = [];
  for (const group of grouped(parts)) {
    const composed = compose(group, options.improve);
    findings.push(...composed.findings);
    if (composed.document === null) continue;
    const faults = faultsOf(composed.document, options.registry);
    if (faults.length === 0) documents.push(composed.document);
    const [{ object }] = group as [Part];
    for (const text of faults) findings.push({ object, field: 'spec', verdict: 'refused', text });
  }
  return { documents, objects, findings };
}

function understand(object: SourceObject, options: CronHpaOptions, flags: HpaFlags): Understood {
  const { kind, apiVersion } = object;
  const refuse = (text: string): Understood => ({
    object,
    findings: [{ object, field: 'kind', verdict: 'refused', text }],
  });
  if (kind === 'HorizontalPodAutoscaler' && apiVersion.startsWith('autoscaling/')) {
    const maker = makerOf(object);
    if (maker === null) return understandHpa(object, flags);
    return {
      object,
      findings: [{ object, field: 'spec', verdict: 'kept', text: `nothing: ${maker} made it, import that` }],
    };
  }
  if (kind === 'ScaledObject' && apiVersion.startsWith('keda.sh/'))
    return understandScaledObject(object, flags);
  if (kind === 'CronHorizontalPodAutoscaler' && apiVersion.startsWith('autoscaling.alibabacloud.com/')) {
    return understandCronHpa(object, options);
  }
  return refuse(
    printable(
      `${apiVersion} ${kind} is none of HorizontalPodAutoscaler, ScaledObject and CronHorizontalPodAutoscaler`,
    ),
  );
}

/** KEDA makes an HPA of each ScaledObject. */
function makerOf({ fields }: SourceObject): string | null {
  const { ownerReferences } = fieldsOf(fields.metadata);
  if (!Array.isArray(ownerReferences)) return null;
  const owner = ownerReferences.map(fieldsOf).find(({ kind }) => kind === 'ScaledObject');
  return owner === undefined ? null : printable(`ScaledObject/${String(owner.name)}`);
}

/** A field that nobody has spoken of is refused by its name, so that nothing is lost in silence. */
function unnamed({ object, findings }: Understood): readonly Finding[] {
  if (findings.some(({ field }) => field === 'kind')) return [];
  // An object of which nothing is made has its reason; its other fields need none.
  if (!findings.some(({ verdict }) => verdict === 'kept')) return [];
  const named = findings.map(({ field }) => field);
  return leavesOf(object.fields.spec, 'spec')
    .filter((leaf) => !named.some((field) => isWithin(leaf, field)))
    .map((field) => ({
      object,
      field,
      verdict: 'refused' as const,
      text: 'cannot be kept: there is no such thing here',
    }));
}

const OWN_ANNOTATIONS =
  /^(autoscaling\.keda\.sh|autoscaling\.alpha\.kubernetes\.io|kubectl\.kubernetes\.io)\//;

/** Labels and annotations tell tools whose an object is: the document is somebody else's. */
function meta(understood: Understood): readonly Finding[] {
  if (!isPart(understood)) return [];
  const { object } = understood;
  const { labels, annotations } = fieldsOf(object.fields.metadata);
  const others = Object.keys(fieldsOf(annotations)).filter((name) => !OWN_ANNOTATIONS.test(name));
  const found: Finding[] = [];
  const text = 'not copied: tools would take the document for their own';
  if (Object.keys(fieldsOf(labels)).length > 0) {
    found.push({ object, field: 'metadata.labels', verdict: 'changed', text });
  }
  if (others.length > 0) found.push({ object, field: 'metadata.annotations', verdict: 'changed', text });
  return found;
}

function grouped(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = `${part.namespace}/${part.dataset.value}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.keys()].sort().map((key) => groups.get(key) as Part[]);
}

/** The reader of the daemon has the last word on what is printed. */
function faultsOf({ text }: Finished, registry: readonly Policy[]): readonly string[] {
  const { faults } = loadDocuments(text, '(imported)', registry);
  return faults.map(
    ({ path, problem, allowed }) => `no document can be made of it: ${path}: ${problem}; allowed: ${allowed}`,
  );
}
