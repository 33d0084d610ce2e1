/** The closed set of what may be expected of a run: the form of each, what it means, and whether it holds. */
import { figures } from './figures.ts';
import { moves } from './moves.ts';
import { overTime } from './over-time.ts';

export const EXPECTATIONS = { ...overTime, ...moves, ...figures } as const;

export type ExpectationName = keyof typeof EXPECTATIONS;
