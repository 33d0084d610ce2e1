/** The CustomResourceDefinition of DatasetAutoscaler, made from the document's schema, so that the two cannot drift apart. */
import { stringify } from 'yaml';
import type { Policy } from '../../decide/contract.ts';
import { CLUSTER_RULES } from '../cluster-rules.ts';
import { API_VERSION, documentSchemaWithRules, KIND } from '../document.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { statusSchema } from './status-schema.ts';
import { type OpenApi, structural } from './structural.ts';

const [GROUP, VERSION] = API_VERSION.split('/') as [string, string];

/** How the API server names the kind in paths. */
export const AUTOSCALERS = { group: GROUP, version: VERSION, plural: 'datasetautoscalers' };

/** In the manner of `kubectl get hpa`; with priority 1 only with `-o wide`. */
const COLUMNS = [
  { name: 'Reference', type: 'string', jsonPath: '.status.reference' },
  {
    name: 'Utilization',
    type: 'string',
    jsonPath: '.status.utilization.shown',
    description: 'How full, and what the policy compares that with.',
  },
  { name: 'MinPods', type: 'integer', jsonPath: '.spec.replicas.min' },
  { name: 'MaxPods', type: 'integer', jsonPath: '.spec.replicas.max' },
  { name: 'Replicas', type: 'integer', jsonPath: '.status.currentReplicas' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Mode', type: 'string', jsonPath: '.spec.mode', priority: 1 },
  {
    name: 'Active',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="ScalingActive")].status',
    priority: 1,
  },
  { name: 'Desired', type: 'integer', jsonPath: '.status.desiredReplicas', priority: 1 },
  { name: 'Reason', type: 'string', jsonPath: '.status.lastDecision.reason', priority: 1 },
];

/** The definition as an object: namespaced, with `/status`, its schema structural and with defaults. */
export function autoscalerCrd(registry: readonly Policy[]): OpenApi {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${AUTOSCALERS.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: {
        kind: KIND,
        listKind: `${KIND}List`,
        plural: AUTOSCALERS.plural,
        singular: 'datasetautoscaler',
        shortNames: ['dsa'],
        categories: ['fluid'],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: rootSchema(documentSchemaWithRules(registry)) },
        },
      ],
    },
  };
}

/** The server checks apiVersion, kind and metadata itself. */
function rootSchema(document: SchemaNode): OpenApi {
  const { spec } = document.properties ?? {};
  return {
    type: 'object',
    description: document.description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: structural(spec as SchemaNode, 'spec'),
      status: statusSchema,
    },
    [CLUSTER_RULES]: document[CLUSTER_RULES],
  };
}

/** The same as YAML, as `kubectl apply -f` takes it. */
export function autoscalerCrdYaml(registry: readonly Policy[]): string {
  return `# Made by \`fluid-autoscaler crd\` from the schema of policy documents; change that, not this.\n${stringify(
    autoscalerCrd(registry),
    { lineWidth: 0, aliasDuplicateObjects: false },
  )}`;
}
