import type { Setting } from '../../lib/decide/contract.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { formatShare, WHOLE } from '../../lib/units/share.ts';
import type { FitConfig } from './index.ts';

/** Other sizers beside `fit`: the largest wish wins, so one of the two may never have a say. */
export function notes(config: FitConfig, setting: Setting): string[] {
  const { policies, sizeBytes } = setting;
  const { threshold, target } = policies as {
    readonly threshold?: unknown;
    readonly target?: { readonly utilization: number };
  };
  const found: string[] = [];
  const keep = config.keep ?? WHOLE;
  if (threshold !== undefined && keep < WHOLE) {
    found.push(
      `fit.keep ${formatShare(keep)} cannot hold beside threshold: a cache that holds a part of its dataset is full, so threshold ` +
        'grows it to the whole; leave one of the two out',
    );
  } else if (threshold !== undefined) {
    const when =
      sizeBytes === undefined ? 'while the size of the dataset is known' : 'because spec.size is given';
    found.push(`threshold never wishes for more than fit ${when}: fit is there before it`);
  }
  const share = config.keep ?? WHOLE + (config.headroom ?? 0);
  if (target !== undefined && target.utilization * share < WHOLE * WHOLE) {
    const more = formatShare(Math.ceil((WHOLE * WHOLE) / target.utilization) - WHOLE);
    found.push(
      `target ${formatShare(target.utilization)} grows the cache past what fit wants as it fills; ` +
        `fit: { headroom: ${more} } wants as much, in one step and before the data is there`,
    );
  }
  if (!mayShrink(setting)) {
    found.push(
      'fit never shrinks here: scaling down is disabled unless the document says scaleDown: enabled',
    );
  }
  return found;
}
