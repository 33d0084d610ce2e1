import { type Kind, kind } from './kind.ts';

/** Fluid's kinds: those of v1.0.8, and CacheRuntimes with their sets, which came after it. */

/** Every counter that Fluid's schema requires in a runtime's status (config/crd of Fluid v1.0.8, `required`). */
const RUNTIME_STATUS = [
  'currentFuseNumberScheduled',
  'currentMasterNumberScheduled',
  'currentWorkerNumberScheduled',
  'desiredFuseNumberScheduled',
  'desiredMasterNumberScheduled',
  'desiredWorkerNumberScheduled',
  'fuseNumberReady',
  'fusePhase',
  'masterNumberReady',
  'masterPhase',
  'valueFile',
  'workerNumberReady',
  'workerPhase',
];

function fluid(plural: string, name: string, own: Partial<Kind> = {}): Kind {
  return kind({
    group: 'data.fluid.io',
    version: 'v1alpha1',
    plural,
    kind: name,
    categories: ['fluid'],
    custom: true,
    generation: true,
    unconditional: false,
    ...own,
  });
}

function runtime(plural: string, name: string, selector: string | null, short: string): Kind {
  return fluid(plural, name, {
    shortNames: [short],
    scale: true,
    scaled: { replicas: 'currentWorkerNumberScheduled', selector },
    requiredStatus: RUNTIME_STATUS,
  });
}

const OPERATION_STATUS = ['conditions', 'duration', 'phase'];
export const fluidKinds: readonly Kind[] = [
  fluid('datasets', 'Dataset', { shortNames: ['dataset'], requiredStatus: ['conditions'] }),
  runtime('alluxioruntimes', 'AlluxioRuntime', 'selector', 'alluxio'),
  runtime('jindoruntimes', 'JindoRuntime', null, 'jindo'),
  runtime('juicefsruntimes', 'JuiceFSRuntime', 'selector', 'juicefs'),
  runtime('efcruntimes', 'EFCRuntime', null, 'efc'),
  runtime('vineyardruntimes', 'VineyardRuntime', 'selector', 'v6d'),
  runtime('goosefsruntimes', 'GooseFSRuntime', 'selector', 'goose'),
  fluid('cacheruntimes', 'CacheRuntime'),
  fluid('cacheruntimeclasses', 'CacheRuntimeClass', { categories: [], namespaced: false, status: false }),
  fluid('thinruntimeprofiles', 'ThinRuntimeProfile', { categories: [], namespaced: false }),
  kind({
    group: 'workload.fluid.io',
    version: 'v1alpha1',
    plural: 'advancedstatefulsets',
    kind: 'AdvancedStatefulSet',
    shortNames: ['asts'],
    custom: true,
    scale: true,
    scaled: { replicas: 'replicas', selector: 'labelSelector' },
    generation: true,
    unconditional: false,
  }),
  fluid('thinruntimes', 'ThinRuntime', { categories: [], requiredStatus: RUNTIME_STATUS }),
  fluid('dataloads', 'DataLoad', { shortNames: ['load'], requiredStatus: OPERATION_STATUS }),
  fluid('datamigrates', 'DataMigrate', { shortNames: ['migrate'], requiredStatus: OPERATION_STATUS }),
  fluid('databackups', 'DataBackup', { shortNames: ['backup'], requiredStatus: OPERATION_STATUS }),
  fluid('dataprocesses', 'DataProcess', { categories: [], requiredStatus: OPERATION_STATUS }),
];
