/** What must hold between the fields of a window. */
import type { WindowConfig } from './schema.ts';
import { validityOf } from './window.ts';

export interface Wrong {
  readonly path: string[];
  readonly message: string;
}

/** For the API server, in one rule; files are told which of it is wrong. */
export const TIMES_RULE =
  'has(self.weekly) ? !has(self.start) && !has(self.end) && !has(self.duration) : ' +
  'has(self.start) && has(self.end) != has(self.duration)';
export const WRONG_TIMES = 'give either weekly, or start with duration or end';

export const EFFECTS_RULE =
  '(has(self.exactly) ? 1 : 0) + (has(self.replicas) ? 1 : 0) + (has(self.atLeast) || has(self.atMost) ? 1 : 0)' +
  ' <= (has(self.scaleDown) || has(self.exactly) || has(self.replicas) || has(self.atLeast) || has(self.atMost) ? 1 : -1)';
export const WRONG_EFFECTS =
  'give atLeast, atMost or both, or exactly, or replicas; or scaleDown; and of the sizes only one kind';

export function wrongWith(config: WindowConfig): readonly Wrong[] {
  return [...wrongTimes(config), ...wrongEffects(config), ...wrongValidity(config)];
}

function wrongTimes({ weekly, start, end, duration }: WindowConfig): readonly Wrong[] {
  if (weekly !== undefined) {
    const extra = start !== undefined ? 'start' : end !== undefined ? 'end' : 'duration';
    if (start === undefined && end === undefined && duration === undefined) return [];
    return [{ path: [extra], message: `${extra} beside weekly: weekly says when it opens and closes` }];
  }
  if (start === undefined)
    return [{ path: ['start'], message: 'says no times: give weekly, or start with duration or end' }];
  if (end === undefined && duration === undefined) {
    const message =
      'start without an end: it would never close; give duration, or end (a cron pattern, or next)';
    return [{ path: ['start'], message }];
  }
  if (end !== undefined && duration !== undefined)
    return [{ path: ['duration'], message: 'duration beside end: give one of them' }];
  if (end === start)
    return [{ path: ['end'], message: 'end is the same as start: it would close as it opens' }];
  return [];
}

function wrongEffects(config: WindowConfig): readonly Wrong[] {
  const { atLeast, atMost, exactly, replicas, scaleDown, lead, immediately } = config;
  const sized = atLeast !== undefined || atMost !== undefined;
  const kinds = [sized, exactly !== undefined, replicas !== undefined].filter((kind) => kind).length;
  if (kinds === 0 && scaleDown === undefined) {
    const message = 'does nothing: give atLeast, atMost, exactly, replicas or scaleDown';
    return [{ path: [], message }];
  }
  if (kinds > 1) {
    const path = [replicas === undefined ? 'exactly' : 'replicas'];
    return [{ path, message: `${path} beside another size: give one of them` }];
  }
  const found: Wrong[] = [];
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    found.push({ path: ['atLeast'], message: 'atLeast must not be above atMost' });
  if (lead !== undefined && atLeast === undefined && exactly === undefined && replicas === undefined)
    found.push({
      path: ['lead'],
      message: 'lead without workers to be ready: give atLeast, exactly or replicas',
    });
  if (immediately !== undefined && kinds === 0)
    found.push({ path: ['immediately'], message: 'immediately without a size to go to' });
  return found;
}

function wrongValidity(config: WindowConfig): readonly Wrong[] {
  const { from, until } = validityOf(config);
  if (from < until) return [];
  return [{ path: ['validUntil'], message: 'validUntil is not after validFrom: it would never hold' }];
}
