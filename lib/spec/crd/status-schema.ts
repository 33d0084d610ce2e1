/** What the daemon writes into a DatasetAutoscaler's status, as OpenAPI; `lib/daemon/objects` fills it. */
import type { OpenApi } from './structural.ts';

const text = (description: string): OpenApi => ({ type: 'string', description });
const whole = (description: string): OpenApi => ({ type: 'integer', format: 'int32', description });
const instant = (description: string): OpenApi => ({ type: 'string', format: 'date-time', description });

const condition: OpenApi = {
  type: 'object',
  required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
  properties: {
    type: text('AbleToScale, ScalingActive or ScalingLimited.'),
    status: { type: 'string', enum: ['True', 'False', 'Unknown'], description: 'Whether it holds.' },
    reason: text("The reason's code, of the closed catalogue."),
    message: text('The reason as a sentence.'),
    lastTransitionTime: instant('When `status` last changed.'),
    observedGeneration: { type: 'integer', format: 'int64', description: 'Of the document judged.' },
  },
};

const lastDecision: OpenApi = {
  type: 'object',
  description: 'The last decision that said something new.',
  properties: {
    time: instant('When it was taken.'),
    outcome: { type: 'string', enum: ['move', 'hold', 'would'], description: 'would: dry run or pause.' },
    from: whole('The count it was taken on.'),
    to: whole('Where it goes, stays, or would have gone.'),
    reason: text("The reason's code."),
    message: text('Why, as a sentence.'),
    ladder: text('Who changed the number: the wish, then each rung that narrowed it.'),
  },
};

export const statusSchema: OpenApi = {
  type: 'object',
  description: 'What the daemon says of the dataset; written by it alone, and on change only.',
  properties: {
    observedGeneration: { type: 'integer', format: 'int64', description: 'Of the document last judged.' },
    dataset: text('The Dataset the document is about.'),
    reference: text('The runtime that is scaled, as AlluxioRuntime/spark.'),
    currentReplicas: whole('Workers asked for now (spec.replicas of the runtime).'),
    desiredReplicas: whole('Workers the last look would have.'),
    utilization: {
      type: 'object',
      description: 'How full the cache is; at most a minute old while nothing else changes.',
      properties: {
        current: text('Of the capacity, as 94%; unknown without a reading.'),
        target: text('What the policy compares it with, as 90%; - for nothing.'),
        shown: text('Both, as 94%/90%.'),
      },
    },
    lastScaleTime: instant('When the daemon last changed the count.'),
    lastDecision,
    conditions: {
      type: 'array',
      description: "The HorizontalPodAutoscaler's three conditions, with this project's reasons.",
      items: condition,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
  },
};
