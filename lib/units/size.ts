/** Sizes in bytes, as Kubernetes (`1Gi`), Fluid (`2.71GiB`, `0.00B`) and people (`40MiB`) write them. */
const BINARY: Readonly<Record<string, number>> = {
  '': 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
  e: 2 ** 60,
};
const DECIMAL: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  p: 1e15,
  e: 1e18,
};

/**
 * A size as a person writes it: `2.71GiB`, `1Gi`, `1G` (decimal), `500MB` (decimal), `1073741824`.
 * @returns whole bytes, or null when it is not a size
 */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?)b?$/i.exec(text.trim());
  if (!match) return null;
  const table = match[3] ? BINARY : DECIMAL;
  if (match[3] && !match[2]) return null;
  return Math.round(Number(match[1]) * (table[(match[2] as string).toLowerCase()] as number));
}

/**
 * A size as Fluid writes it in a status, where every unit is binary (`1GB` is 1 GiB) and two decimals are kept,
 * so the true value may lie half a hundredth of a unit either side (fluid pkg/utils/byte_size.go).
 * @returns bytes, or null for the sentinels (`""`, `N/A`, `[Calculating]`) and anything else that is no size
 */
export function parseFluidSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)i?b?$/i.exec(text.trim());
  if (!match) return null;
  return Math.round(Number(match[1]) * (BINARY[(match[2] as string).toLowerCase()] as number));
}

/** Bytes as Fluid prints them: `0.00B`, `1020.92MiB`, `2.71GiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)}${units[unit]}`;
}
