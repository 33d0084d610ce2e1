import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import {
  type ClusterOptions,
  clusterOf,
  clusterOptions,
  complain,
  durationOption,
  misuse,
  outputOption,
} from './options.ts';

interface Options extends ClusterOptions {
  readonly fromCluster: boolean;
  readonly improve: boolean;
  readonly timezone?: string;
  readonly downscaleStabilization?: number;
  readonly output: 'yaml' | 'json' | 'name';
}

/** Where the chart of kubernetes-cronhpa-controller lets it run, unless told otherwise. */
const CRONHPA_ZONE = 'Asia/Shanghai';

/** @param stdin what `-` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  clusterOptions(
    program
      .command('import')
      .summary('HPA, CronHPA and KEDA objects as policy documents')
      .description(
        'Policy documents out of HorizontalPodAutoscaler, CronHorizontalPodAutoscaler and ScaledObject of a cache: ' +
          'each line says which field it was, and the error stream lists what cannot be kept and what is not as it was.',
      )
      .argument('[files-or-folders...]', 'objects as YAML or JSON, also Lists; or - for the standard input'),
  )
    .option('--from-cluster', 'those of the cluster that scale a dataset’s runtime; reads only', false)
    .option(
      '--improve',
      'without semantics: hpa: this project’s own rules, in the spirit of the objects',
      false,
    )
    .option(
      '--timezone <zone>',
      `the time zone CronHPA’s controller runs in; default: ${CRONHPA_ZONE}, as in its chart`,
    )
    .option(
      '--downscale-stabilization <duration>',
      'of the HPA controller (--horizontal-pod-autoscaler-downscale-stabilization); default: 5m',
      durationOption,
    )
    .addOption(outputOption('yaml', 'json', 'name'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler import hpa.yaml > policies/spark.yaml
  kubectl get hpa,scaledobject -o yaml | fluid-autoscaler import - | fluid-autoscaler validate -
  fluid-autoscaler import --from-cluster -A --timezone Europe/Berlin > policies.yaml
  fluid-autoscaler import -o json hpa.yaml         # documents, and what became of every field

All objects of one runtime become one document. Nothing in the cluster is changed.
Exit code: 0 everything is kept or told of as changed, 1 something cannot be kept or read, 2 misuse.`,
    )
    .action((paths: string[], options: Options, command: Command) =>
      importAll(paths, options, command, stdin),
    );
}

async function importAll(
  paths: readonly string[],
  options: Options,
  command: Command,
  stdin: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (paths.length === 0 && !options.fromCluster) {
    misuse(command, 'nothing to import: give files, or - for the standard input, or --from-cluster');
  }
  const { timezone, downscaleStabilization: window } = options;
  const { zoneOf } = await import('../lib/cron/zone.ts');
  if (timezone !== undefined && zoneOf(timezone) === null) {
    misuse(command, `--timezone ${timezone}: there is no such time zone; give one such as Europe/Berlin`);
  }
  const { readSources } = await import('../lib/spec/sources.ts');
  const { gather } = await import('../lib/import/gather.ts');
  const sources = await readSources(paths, stdin).catch((error: Error) => misuse(command, error.message));
  const cluster = options.fromCluster ? clusterOf(options) : null;
  const { objects, problems, elsewhere } = await gather(sources, cluster);
  const { policies: registry } = await import('../policies/index.ts');
  const { DEFAULT_FLAGS } = await import('../lib/spec/hpa/policies.ts');
  const { importObjects } = await import('../lib/import/import.ts');
  const { documentNames, documentsText, findingsText, importData, movingText } = await import(
    '../lib/import/text.ts'
  );
  const imported = importObjects(objects, {
    registry,
    timezone: timezone ?? CRONHPA_ZONE,
    assumed: timezone === undefined,
    now: realClock.now(),
    improve: options.improve,
    flags: { ...DEFAULT_FLAGS, ...(window === undefined ? {} : { downscaleStabilizationMs: window }) },
  });
  const { writeOut, writeErr } = command.configureOutput();
  if (imported.findings.some(({ verdict }) => verdict === 'refused')) process.exitCode = 1;
  if (options.output === 'json') {
    if (problems.length > 0) process.exitCode = 1;
    const { printData } = await import('../lib/report/print.ts');
    return writeOut?.(await printData(importData(imported, problems), 'json'));
  }
  complain(command, problems);
  writeErr?.(findingsText(imported));
  if (elsewhere > 0) {
    writeErr?.(
      `${elsewhere} other autoscalers of the cluster scale no dataset’s runtime, and are left alone\n`,
    );
  }
  const moving = movingText(imported);
  if (moving !== '') writeErr?.(`\n${moving}`);
  writeOut?.((options.output === 'name' ? documentNames : documentsText)(imported.documents));
}
