/** What the daemon may do in one namespace, as `serviceAccountKubeconfig` takes it. */
const RULES = [
  "{ apiGroups: [data.fluid.io], resources: ['*'], verbs: [list, watch] }",
  '{ apiGroups: [apps], resources: [statefulsets], verbs: [list, watch] }',
  "{ apiGroups: [''], resources: [pods], verbs: [list, watch] }",
  '{ apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch] }',
  '{ apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [list, watch] }',
  '{ apiGroups: [fluid-autoscaler.dev], resources: [datasetautoscalers], verbs: [list, watch] }',
  '{ apiGroups: [fluid-autoscaler.dev], resources: [datasetautoscalers/status], verbs: [patch] }',
  '{ apiGroups: [events.k8s.io], resources: [events], verbs: [create, patch] }',
  '{ apiGroups: [data.fluid.io], resources: [alluxioruntimes/scale], verbs: [patch] }',
  '{ apiGroups: [data.fluid.io], resources: [efcruntimes/scale, goosefsruntimes/scale, jindoruntimes/scale], verbs: [patch] }',
  '{ apiGroups: [data.fluid.io], resources: [juicefsruntimes/scale, vineyardruntimes/scale], verbs: [patch] }',
  '{ apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create, get, update] }',
  "{ apiGroups: [''], resources: [configmaps], verbs: [get, create, update] }",
];

/** All of it but what names one of these. */
export function rightsWithout(...resources: readonly string[]): string {
  const kept = RULES.filter((rule) => !resources.some((resource) => rule.includes(`[${resource}]`)));
  if (kept.length !== RULES.length - resources.length) throw new Error(`no right on ${resources.join(', ')}`);
  return `rules:\n${kept.map((rule) => `  - ${rule}`).join('\n')}\n`;
}
