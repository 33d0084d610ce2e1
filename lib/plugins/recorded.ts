/** Documents out of a ledger, for which no plug-in is needed: its answers are on record with each decision. */
import * as z from 'zod';
import type { Policy } from '../decide/contract.ts';
import type { PolicyRecord } from '../model/records.ts';
import { standIn } from './stand-in.ts';

/** What stands for the plug-ins that a recorded document names. Its text was checked when it came into force. */
export function standInsFor({ plugins = [] }: Pick<PolicyRecord, 'plugins'>): readonly Policy[] {
  return plugins.map(({ name, file }) =>
    standIn({ name, summary: `the plug-in of ${file}`, schema: z.unknown(), window: 0, byClock: false }),
  );
}
