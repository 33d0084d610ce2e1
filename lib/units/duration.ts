/** Durations as people write them: `90s`, `20m`, `1h30m`, `1d`, `250ms`. Whole milliseconds inside. */
const UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/**
 * @param text one or more number-unit pairs, largest first or in any order; `0` alone is allowed
 * @returns whole milliseconds, or null when the text is not a duration
 */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < trimmed.length) {
    const match = PART.exec(trimmed);
    if (!match) return null;
    total += Number(match[1]) * (UNIT[match[2] as string] as number);
  }
  return trimmed === '' || !Number.isFinite(total) ? null : Math.round(total);
}

/** The shortest form that `parseDuration` reads back: 1200000 -> `20m`, 5400000 -> `1h30m`, 0 -> `0s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  let rest = Math.round(ms);
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNIT[unit] as number;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
