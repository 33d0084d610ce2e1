/** What became of the objects, in words that are safe to show on a terminal. Pure. */
import { NOWHERE } from '../spec/fault.ts';
import { printable } from '../units/printable.ts';
import { quoted } from '../units/quoted.ts';
import type { Finished } from './draft.ts';
import type { Imported } from './import.ts';
import { CLUSTER, type Finding, type SourceObject, shortTitle, type Verdict } from './object.ts';

/** Documents one after the other, as `validate -` reads them. */
export function documentsText(documents: readonly Finished[]): string {
  return documents.map(({ text }) => text).join('---\n');
}

export function documentNames(documents: readonly Finished[]): string {
  return documents.map(({ dataset }) => `dataset.data.fluid.io/${dataset}\n`).join('');
}

/** For programs: the documents, and what became of every field. */
export function importData({ documents, findings }: Imported, problems: readonly string[]) {
  return {
    documents: documents.map(({ data }) => data),
    findings: findings.map(({ object, field, verdict, text }) => ({
      file: object.file,
      object: `${object.kind}/${object.name}`,
      namespace: object.namespace,
      field,
      verdict,
      text,
    })),
    faults: problems,
  };
}

const HEADINGS: readonly (readonly [Verdict, string])[] = [
  ['refused', 'Not kept:'],
  ['changed', 'Not as it was:'],
];

/** What is lost and what changes, then the sum. */
export function findingsText({ documents, objects, findings }: Imported): string {
  const sections = HEADINGS.flatMap(([verdict, heading]) => {
    const of = findings.filter((finding) => finding.verdict === verdict);
    return of.length === 0 ? [] : [[heading, ...of.map(findingLine)].join('\n')];
  });
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const some = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const sum =
    `${some(documents.length, 'document')} from ${some(objects.length, 'object')}: ` +
    `${count('kept')} kept, ${count('changed')} not as it was, ${count('refused')} not kept`;
  return `${[...sections, sum].join('\n\n')}\n`;
}

function findingLine({ object, field, text }: Finding): string {
  const place = object.place(field);
  const where =
    place === null || place.line === NOWHERE.line
      ? object.file
      : `${object.file}:${place.line}:${place.column}`;
  return printable(`  ${where}: ${shortTitle(object)} ${field}: ${text}`);
}

const PLURALS: Readonly<Record<string, string>> = {
  CronHorizontalPodAutoscaler: 'cronhorizontalpodautoscaler',
  ScaledObject: 'scaledobject',
  HorizontalPodAutoscaler: 'hpa',
};

/**
 * Who still owns a runtime, and how to move over: jobs first, which act at instants only, then KEDA, which takes its HPA along,
 * then HPAs. The daemon takes over when the last is gone.
 */
export function movingText({ documents }: Imported): string {
  const order = Object.keys(PLURALS);
  return documents
    .map((document) => {
      const owners = document.objects.filter(({ file }) => file === CLUSTER);
      const sorted = owners.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
      return sorted.length === 0 ? '' : movingOf(document, sorted);
    })
    .join('');
}

function movingOf({ namespace, dataset }: Finished, owners: readonly SourceObject[]): string {
  const names = owners.map(shortTitle).join(', ');
  const deletes = owners.map(
    ({ kind, name }) => `kubectl -n ${quoted(namespace)} delete ${PLURALS[kind]} ${quoted(name)}`,
  );
  const steps = [
    'put the document in force: in the daemon’s policy folder, or with kubectl apply -f',
    'fluid-autoscaler plan -f FILE: what it would do, and what is in the way',
    ...deletes,
  ];
  return [
    `${namespace}/${dataset} is still owned by ${names}: until they are gone the daemon holds (OwnedByOther). In this order:`,
    ...steps.map((step, index) => `  ${index + 1}. ${printable(step)}`),
    '',
  ].join('\n');
}
