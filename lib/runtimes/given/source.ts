import type { Blind } from '../../model/observation.ts';
import type { HttpSource, PrometheusSource } from '../../model/source.ts';
import type { EngineFigures, ReadOptions, Source, Subject } from '../contract.ts';
import { HTTP, PROMETHEUS } from './figures.ts';
import { lookAtPage } from './http.ts';
import { lookAtPrometheus } from './prometheus.ts';

/** A source that a user gave, as the source it is. */
export function givenSource(spec: PrometheusSource | HttpSource): Source {
  const look: (subject: Subject, options: ReadOptions) => Promise<EngineFigures | Blind> =
    spec.type === 'prometheus'
      ? (subject, options) => lookAtPrometheus(spec, subject, options)
      : (subject, options) => lookAtPage(spec, subject, options);
  return {
    name: spec.type === 'prometheus' ? PROMETHEUS : HTTP,
    look: async (subject, options) => ({ result: await look(subject, options) }),
  };
}
