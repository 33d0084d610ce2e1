/**
 * Another clock and other chance for the whole thread, before the module is loaded: what looks at them, also while it loads,
 * answers otherwise than in an undisguised thread. That is how the checks at the start find a policy that is not pure.
 */

/** 400 days, 7 hours and some: another year, month, weekday, hour, minute and second. */
const SHIFT_MS = 400 * 86_400_000 + 7 * 3_600_000 + 11 * 60_000 + 13_017;

export function disguise(): void {
  const RealDate = Date;
  const now = () => RealDate.now() + SHIFT_MS;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (_, values: unknown[], target) =>
      Reflect.construct(
        RealDate,
        values.length === 0 ? [now()] : values,
        target === globalThis.Date ? RealDate : target,
      ),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  const passed = performance.now.bind(performance);
  performance.now = () => passed() + SHIFT_MS;
  let last = 0.123;
  Math.random = () => {
    last = (last * 69_069 + 0.271) % 1;
    return last;
  };
}
