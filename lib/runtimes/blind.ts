import type { Blind, Reason } from '../model/observation.ts';

/** No figure, and why. `numbers` fill the sentence of the code in the reason catalogue. */
export function blind(source: string, code: string, numbers?: Reason['numbers']): Blind {
  return numbers === undefined ? { blind: true, source, code } : { blind: true, source, code, numbers };
}

/** Tells a {@link Blind} from any other result. */
export function isBlind(result: object): result is Blind {
  return 'blind' in result;
}
