/** Notes when pods begin and cease to use a dataset's volume, and when data operations begin and end. */
import { newOperations, newUse, rememberOperations, rememberUse } from '../decide/remember-use.ts';
import type { Observation } from '../model/observation.ts';
import type { Desk } from './desk.ts';
import { writeFact } from './travel.ts';

/** Each turn is a record and travels with the dataset: whoever looks next knows since when. */
export async function noteUsage(desk: Desk, observation: Observation): Promise<void> {
  const { memory, dataset, plan } = desk;
  if (memory === null) return;
  const { history } = memory;
  const { uid } = observation;
  const use = newUse(history, observation, plan.needs.has('users'));
  if (use !== null) {
    rememberUse(history, use);
    await writeFact(desk, { kind: 'use', dataset, uid, ...use });
  }
  const operated = plan.needs.has('operations') ? newOperations(history, observation) : null;
  if (operated !== null) {
    rememberOperations(history, operated);
    await writeFact(desk, { kind: 'operated', dataset, uid, ...operated });
  }
}
