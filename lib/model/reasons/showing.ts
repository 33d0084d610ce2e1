import type { Catalogue } from './catalogue.ts';

/** What is shown to people on the cluster (conditions, Events) and decides nothing. */
export const showingReasons = {
  // Conditions that hold as one would wish
  ReadyToScale: { says: 'nothing stands in the way of scaling {runtime}', field: null },
  CacheRead: { says: 'how full the cache is comes from {source}', field: null },
  NotLimited: { says: 'no limit narrows what the policies wish for', field: null },

  // What the document says
  PauseInForce: {
    says: 'paused by {by} ({why}): decides and records, changes nothing',
    field: 'spec.paused',
  },
  AnnotationPauses: {
    says: 'paused by {by} ({why}) {until}, by the annotation {annotation} of the Dataset: decides and records, changes nothing',
    field: null,
  },
  DoubtPauses: {
    says: 'the annotation {annotation} of the Dataset is not understood, so it counts as a pause: {problem}',
    field: null,
  },
  DryRunInForce: { says: 'dry run: decides and records, changes nothing', field: 'spec.mode' },
  PolicyFaulty: { says: 'the policy document is not in force as it stands: {fault}', field: null },

  // What people said
  PauseCame: { says: 'paused by {by} {until}, by {where}: {why}', field: null },
  PauseChanged: { says: 'the pause is now of {by}, {until}, by {where}: {why}', field: null },
  PauseEnded: { says: 'the pause of {by} has ended, {how} ({why})', field: null },
  OverrideCame: { says: '{by} asks for {workers} workers until {until}: {why}', field: null },
  OverrideChanged: { says: '{by} now asks for {workers} workers until {until}: {why}', field: null },
  OverrideEnded: {
    says: 'the override of {by} ({workers} workers) has ended, {how} ({why})',
    field: null,
  },

  // What happened
  PolicyInForce: { says: 'the policy of {file} is in force ({hash})', field: null },
  PolicyGone: { says: 'the policy of {file} is gone: the dataset is left alone', field: null },
  ChangedByOther: { says: '{manager} changed the count {from} -> {to}', field: null },
  PatchRefused: { says: 'the patch {from} -> {to} was not accepted: {text}', field: null },
  PatchUnknown: {
    says: 'nobody knows what became of the patch {from} -> {to} ({text}): it counts as made',
    field: null,
  },
} as const satisfies Catalogue;
