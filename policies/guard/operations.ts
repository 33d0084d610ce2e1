import type { Context, Interval } from '../../lib/decide/contract.ts';
import { notBelow } from './not-below.ts';

export function guardOperations({ current, observation }: Context): Interval | null {
  const [operation] = observation.operations;
  return operation === undefined
    ? null
    : notBelow(current, { code: 'GuardOperations', numbers: { operation } });
}
