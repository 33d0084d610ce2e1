/** What a document says beside its policies: whether it is paused, and how often it is looked at. */
import { formatDuration } from '../units/duration.ts';
import { type Draft, whence } from './draft.ts';
import type { Part } from './part.ts';

export function putSwitches(draft: Draft, parts: readonly Part[]): void {
  const pause = parts.find((part) => part.pause !== null)?.pause;
  if (pause != null) {
    draft.put(['mode'], 'paused', whence(draft, pause));
    draft.put(['paused', 'by'], 'KEDA', whence(draft, pause));
    draft.put(['paused', 'why'], pause.value.slice(0, 200), 'resume by taking mode and paused out');
  }
  const interval = parts.find((part) => part.interval !== null)?.interval;
  if (interval != null) {
    draft.put(['interval'], formatDuration(interval.value * 1000), whence(draft, interval));
  }
}
