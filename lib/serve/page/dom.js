/** Elements whose content can only be text, and spans of time in words. */
(() => {
  /** @type {FluidDom['make']} */
  function make(tag, name, ...content) {
    const element = document.createElement(tag);
    if (name !== '') element.className = name;
    element.append(...content);
    return element;
  }

  /** @type {FluidDom['span']} */
  function span(ms) {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const parts = [
      [Math.floor(seconds / 86_400), 'd'],
      [Math.floor(seconds / 3600) % 24, 'h'],
      [Math.floor(seconds / 60) % 60, 'm'],
      [seconds % 60, 's'],
    ];
    const first = parts.findIndex(([amount]) => Number(amount) > 0);
    if (first < 0) return 'now';
    return parts
      .slice(first, first + 2)
      .filter(([amount]) => Number(amount) > 0)
      .map(([amount, unit]) => `${amount}${unit}`)
      .join(' ');
  }

  globalThis.fluidDom = { make, span };
})();
