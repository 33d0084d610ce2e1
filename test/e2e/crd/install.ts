import { join } from 'node:path';
import { projectRoot } from '../../../lib/root.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { waitFor } from '../../support/wait-for.ts';

/** The definition as it is shipped. */
export const crdFile: string = join(projectRoot, 'examples/deploy/crd/datasetautoscalers.yaml');

/** Installs it with kubectl, as a person would, and waits until the kind is served. */
export async function applyAutoscalerCrd(plane: ControlPlane): Promise<void> {
  await plane.kubectl('apply', '-f', crdFile);
  const path = '/apis/fluid-autoscaler.dev/v1alpha1/datasetautoscalers';
  await waitFor(async () => (await plane.request('GET', path)).status === 200, {
    what: 'the kind to be served',
  });
}
