/** Kubernetes quantities (`90`, `0.1`, `100m`, `1Gi`, `12e6`), exactly: whole billionths, as the API server keeps them. */

/** A quantity as read. */
export interface Quantity {
  /** Whole units, thousandths, millionths or billionths: `0.1` is `100m`, `1000m` is `1`. */
  readonly text: string;
  /** Billionths, rounded away from zero. */
  readonly nano: bigint;
}

const FORM = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,4})|([numkMGTPE]|[KMGTPE]i))?$/;
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 1_000_000_000n;
/** The API server caps what does not fit 64 bits. */
const MOST = (2n ** 63n - 1n) * NANO;
/** Units in which a quantity is written, the coarsest that keeps it whole: factor in nanos, suffix, power of ten. */
const UNITS = [
  { nanos: NANO, suffix: '', power: 0 },
  { nanos: 1_000_000n, suffix: 'm', power: -3 },
  { nanos: 1000n, suffix: 'u', power: -6 },
  { nanos: 1n, suffix: 'n', power: -9 },
] as const;

/** @param value text, or a bare number as YAML and JSON allow; null when it is no quantity */
export function parseQuantity(value: string | number): Quantity | null {
  const match = FORM.exec(String(value));
  if (match === null) return null;
  const [, sign, number = '', exponent, suffix = ''] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const binary = BINARY.indexOf(suffix);
  const power = Number(exponent ?? 0) + (DECIMAL[suffix] ?? 0) + 9 - fraction.length;
  const digits = BigInt(whole + fraction) * 1024n ** BigInt(binary + 1);
  const size = cap(power < 0 ? ceilDivide(digits, 10n ** BigInt(-power)) : scaleUp(digits, power));
  const nano = sign === '-' ? -size : size;
  return { text: textOf(nano), nano };
}

/** The largest exponent a form allows is 9999: what is far too big is capped without being written out. */
function scaleUp(digits: bigint, power: number): bigint {
  if (digits === 0n) return 0n;
  return power > 40 ? MOST : digits * 10n ** BigInt(power);
}

function cap(nano: bigint): bigint {
  return nano > MOST ? MOST : nano;
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function unitOf(nano: bigint): (typeof UNITS)[number] {
  return UNITS.find(({ nanos }) => nano % nanos === 0n) ?? UNITS[3];
}

function textOf(nano: bigint): string {
  const { nanos, suffix } = unitOf(nano);
  return `${nano / nanos}${suffix}`;
}

/** Thousandths, rounded up, as the HPA takes a metric's value and its target. @param quantity not negative */
export function milliOf({ nano }: Quantity): number {
  return Number(ceilDivide(nano, 1_000_000n));
}

/** The double the HPA computes a tolerance with: the digits of the stored form (`0.3` is stored as `300m`) times a power of ten. */
export function floatOf({ nano }: Quantity): number {
  const { nanos, power } = unitOf(nano);
  const digits = Number(nano / nanos);
  return power === 0 ? digits : digits * 10 ** power;
}
