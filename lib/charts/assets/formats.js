/** Figures and instants as text, the same in every chart and table of a page. */
(() => {
  const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

  /** @param {number} bytes */
  function size(bytes) {
    let amount = bytes;
    let step = 0;
    while (Math.abs(amount) >= 1024 && step < SIZES.length - 1) {
      amount /= 1024;
      step++;
    }
    return `${trim(amount, step === 0 ? 0 : 2)} ${SIZES[step]}`;
  }

  /** @param {number} number @param {number} digits */
  function trim(number, digits) {
    return String(Number(number.toFixed(digits)));
  }

  /** @type {FluidFormats['value']} */
  function value(unit, number) {
    if (number === null || number === undefined) return '–';
    if (unit === 'share') return `${(number * 100).toFixed(1)}%`;
    if (unit === 'bytes') return size(number);
    if (unit === 'hours') return `${trim(number, 2)} h`;
    return trim(number, 2);
  }

  /** @param {number} number */
  const two = (number) => String(number).padStart(2, '0');

  /** @param {number} seconds @param {'utc'} [zone] */
  function parts(seconds, zone) {
    const date = new Date(seconds * 1000);
    if (zone === 'utc') {
      return {
        day: date.toISOString().slice(0, 10),
        time: date.toISOString().slice(11, 16),
        seconds: date.toISOString().slice(17, 19),
      };
    }
    return {
      day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
      time: `${two(date.getHours())}:${two(date.getMinutes())}`,
      seconds: two(date.getSeconds()),
    };
  }

  /** @type {FluidFormats['timeLabels']} */
  function timeLabels(seconds, zone) {
    const fine = seconds.length > 1 && Number(seconds[1]) - Number(seconds[0]) < 60;
    let day = '';
    return seconds.map((second) => {
      const at = parts(second, zone);
      const text = fine ? `${at.time}:${at.seconds}` : at.time;
      const begins = at.day !== day && (day !== '' || at.time === '00:00');
      day = at.day;
      return begins ? at.day.slice(5) : text;
    });
  }

  /** @type {FluidFormats['instant']} */
  function instant(seconds, zone) {
    const at = parts(seconds, zone);
    return `${at.day} ${at.time}:${at.seconds}${zone === 'utc' ? 'Z' : ''}`;
  }

  globalThis.fluidFormats = { value, timeLabels, instant };
})();
