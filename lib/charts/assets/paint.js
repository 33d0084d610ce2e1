/** What is drawn beside the series: levels to compare with, and marks of what happened. */
(() => {
  /** @param {uPlot} plot @param {(context: CanvasRenderingContext2D) => void} paint */
  function clipped({ ctx, bbox }, paint) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    paint(ctx);
    ctx.restore();
  }

  /** @type {FluidPaint['levels']} */
  function levels({ spec, ink }) {
    return (plot) =>
      clipped(plot, (context) => {
        const { left, width } = plot.bbox;
        context.lineWidth = devicePixelRatio;
        context.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
        for (const { value, unit, tone } of spec().levels ?? []) {
          const y = Math.round(plot.valToPos(value, unit, true));
          context.strokeStyle = ink(tone);
          context.beginPath();
          context.moveTo(left, y);
          context.lineTo(left + width, y);
          context.stroke();
        }
      });
  }

  /** @type {FluidPaint['marks']} */
  function marks({ spec, ink, compact }) {
    return (plot) =>
      clipped(plot, (context) => {
        const { top, height } = plot.bbox;
        const half = (compact ? 3 : 5) * devicePixelRatio;
        context.lineWidth = devicePixelRatio;
        context.setLineDash([]);
        for (const { at, tone } of spec().marks ?? []) {
          const x = Math.round(plot.valToPos(at, 'x', true));
          context.strokeStyle = ink(tone);
          context.fillStyle = ink(tone);
          context.globalAlpha = 0.55;
          context.beginPath();
          context.moveTo(x, top);
          context.lineTo(x, top + height);
          context.stroke();
          context.globalAlpha = 1;
          context.beginPath();
          context.moveTo(x - half, top);
          context.lineTo(x + half, top);
          context.lineTo(x, top + half * 1.4);
          context.fill();
        }
      });
  }

  globalThis.fluidPaint = { levels, marks };
})();
