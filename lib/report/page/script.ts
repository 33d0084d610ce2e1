/** The page's own script: draws each chart in its place. Charts far down are drawn when they come near, or before printing. */
export const script = `(() => {
  const charts = fluidCharts.embedded();
  const left = new Map();
  const draw = (element) => {
    const chart = left.get(element);
    if (chart === undefined) return;
    left.delete(element);
    fluidCharts.draw(element, chart.spec, { zone: 'utc', height: 200, sync: chart.sync });
  };
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) draw(target);
  }, { rootMargin: '600px' });
  for (const [id, chart] of Object.entries(charts)) {
    const element = document.getElementById(id);
    if (element === null) continue;
    left.set(element, chart);
    near.observe(element);
  }
  addEventListener('beforeprint', () => {
    for (const element of [...left.keys()]) draw(element);
  });
})();`;
