import { NOTHING_KNOWN } from './blank.ts';
import type { RuntimeKind } from './contract.ts';
import { replicasOfRuntime } from './count.ts';

/** A kind nobody has told us about: found and shown, and held. */
export function unknownKind(kind: string): RuntimeKind {
  return {
    ...NOTHING_KNOWN,
    kind,
    plural: `${kind.toLowerCase()}s`,
    workerSetName: (name) => `${name}-worker`,
    workerSetKind: 'StatefulSet',
    writes: null,
    engine: null,
    whyNot: { code: 'KindUnknown', numbers: { kind } },
    replicas: replicasOfRuntime,
    about: { reads: 'nothing', scales: 'nothing' },
  };
}
