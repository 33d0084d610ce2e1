/** What examples/deploy gives a cluster: kustomize's and Helm's output as objects. */
import { execFileSync } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { findControlPlane, findHelm } from '../support/binaries.ts';
import { type Manifest, readManifests } from '../support/plane-objects.ts';
import { tempFolder } from '../support/temp.ts';

const deployFolder = join(projectRoot, 'examples/deploy');
export const chartFolder = join(deployFolder, 'chart');

export const overlays = ['base', 'overlays/dry-run', 'overlays/namespaced', 'overlays/ha'] as const;
export type Overlay = (typeof overlays)[number];

/** Where kubectl or helm is missing, one line on how to get it. */
export function rendererMissing(): string | null {
  if (findControlPlane()?.kubectl && findHelm()) return null;
  return 'kubectl and helm: not found; run "npm run cluster:build -- all" (needs Go 1.26)';
}

function output(program: string | null | undefined, args: readonly string[]): string {
  if (!program) throw new Error(rendererMissing() ?? 'no program');
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
}

export function kustomize(overlay: string): readonly Manifest[] {
  return readManifests(output(findControlPlane()?.kubectl, ['kustomize', join(deployFolder, overlay)]));
}

/** The components that give a strong right, each off by default. */
export const allowances = ['allow-statefulsets', 'allow-cacheruntimes', 'allow-exec'] as const;

/** The base with components, as somebody's own kustomization would have them, for datasets of one namespace. */
export function withComponents(components: readonly string[], namespace: string): readonly Manifest[] {
  const folder = tempFolder('kustomization');
  const from = (...path: string[]) => relative(realpathSync(folder), join(deployFolder, ...path));
  const kustomization = {
    resources: [from('base')],
    components: components.map((component) => from('components', component)),
  };
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
  const text = output(findControlPlane()?.kubectl, ['kustomize', folder]);
  return readManifests(text.replaceAll('namespace: team-a', `namespace: ${namespace}`));
}

/**
 * @param values as for `helm --set-json`
 * @throws with helm's own words, also where values.schema.json refuses them
 */
export function helm(
  values: Readonly<Record<string, unknown>> = {},
  namespace = 'fluid-autoscaler',
): readonly Manifest[] {
  const given = Object.entries(values).flatMap(([key, value]) => [
    '--set-json',
    `${key}=${JSON.stringify(value)}`,
  ]);
  const target = ['--namespace', namespace, '--kube-version', '1.36.0', '--include-crds'];
  return readManifests(output(findHelm(), ['template', 'release', chartFolder, ...target, ...given]));
}

/** Finds one object. @throws when there is none, or several */
export function only<T = Manifest>(objects: readonly Manifest[], kind: string, name = 'fluid-autoscaler'): T {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects are ${kind} ${name}`);
  return found[0] as T;
}
