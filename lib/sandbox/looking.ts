/** What to try on a runtime of the sandbox: how its count is changed, and how one asks how full its cache is. */
import { quoted } from '../units/quoted.ts';
import { kindNamed } from './api/kinds.ts';
import { mountPath } from './engine/pages/juicefs.ts';
import type { SandboxDataset } from './handle.ts';
import { CLASS, REPORT } from './kinds/cache.ts';
import type { Behaviour } from './kinds/contract.ts';

export interface Looked {
  readonly behaviour: Behaviour;
  readonly namespace: string;
  readonly name: string;
  readonly dataset: SandboxDataset;
  /** `kubectl` with its kubeconfig and namespace. */
  readonly kubectl: string;
}

/** The command that asks for so many workers, where the count of this kind stands. */
export function scaleCommand({ behaviour, name, kubectl }: Looked, replicas: number): string {
  const { kind, infix, count } = behaviour;
  const plural = kindNamed(kind).singular;
  if (count.follows === 'once')
    return `${kubectl} scale statefulset ${name}${infix}-worker --replicas=${replicas}`;
  const patch = count.path.reduceRight<unknown>((value, field) => ({ [field]: value }), replicas);
  const scale = kindNamed(kind).scale ? ' --subresource=scale' : '';
  return `${kubectl} patch ${plural} ${name}${scale} --type=merge -p ${quoted(JSON.stringify(patch))}`;
}

/** The command that asks how full it is, past Fluid. */
export function askCommand({ behaviour, namespace, name, dataset, kubectl }: Looked): string {
  const { telling, kind, infix } = behaviour;
  if (telling.by === 'master' || telling.by === 'given') return `curl -s ${dataset.engine.page}`;
  const worker = `${name}${infix}-worker-0`;
  if (telling.by === 'pods') return `curl -s ${dataset.page(worker).page}`;
  if (kind === 'CacheRuntime') return `${kubectl} exec ${name}-master-0 -- ${REPORT.join(' ')}`;
  return `${kubectl} exec ${worker} -- cat ${mountPath(namespace, name)}/.stats`;
}

/** What else is to be known of the kind by whoever runs the daemon on it; null: nothing. */
export function hintOf({ behaviour, dataset }: Looked): string | null {
  const { telling, kind, shared } = behaviour;
  if (kind === 'CacheRuntime') return `its class is ${CLASS}; the daemon needs --allow exec,cacheruntimes`;
  if (telling.by === 'exec') return 'the daemon needs --allow exec';
  const source = telling.by === 'given' ? `its policy names the source ${dataset.engine.page}` : null;
  if (kind === 'ThinRuntime') return `${source}; the daemon needs --allow statefulsets`;
  return shared ? source : 'workers share no cache: sizers that compare utilization are blind';
}
