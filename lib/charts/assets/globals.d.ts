import type { ChartSpec, ChartUnit } from '../spec.ts';

/** What the assets give each other: classic scripts in this order, so that they can be linked as well as inlined. */
declare global {
  interface FluidFormats {
    value(unit: ChartUnit, value: number | null | undefined): string;
    /** Labels of a time axis: hours and minutes, with the date where a day begins. */
    timeLabels(seconds: readonly number[], zone?: 'utc'): string[];
    /** One instant in full. */
    instant(seconds: number, zone?: 'utc'): string;
  }

  interface DrawOptions {
    /** A sparkline: no axes, no legend, no cursor. */
    readonly compact?: boolean;
    /** CSS pixels of the plot; default 220, compact 44. */
    readonly height?: number;
    /** Charts with the same key share cursor and zoom. */
    readonly sync?: string;
    /** Times as UTC instead of the reader's own zone. */
    readonly zone?: 'utc';
  }

  /** What uPlot needs to know of a chart; `spec` is asked at each redraw. */
  interface Drawing {
    readonly compact: boolean;
    readonly zone: 'utc' | undefined;
    spec(): ChartSpec;
    /** A part of the time was chosen: it stays while data arrives. */
    zoomed(): boolean;
    /** A colour of the theme as it is now. */
    ink(tone: string): string;
  }

  interface FluidPlot {
    data(spec: ChartSpec): uPlot.AlignedData;
    series(drawing: Drawing): uPlot.Series[];
    scales(drawing: Drawing): uPlot.Scales;
    axes(drawing: Drawing): uPlot.Axis[];
    /** First and last second shown while nothing is chosen. */
    window(spec: ChartSpec): [number, number];
  }

  interface FluidPaint {
    levels(drawing: Drawing): (plot: uPlot) => void;
    marks(drawing: Drawing): (plot: uPlot) => void;
  }

  interface DrawnChart {
    update(spec: ChartSpec): void;
    destroy(): void;
  }

  interface FluidCharts {
    /** Draws into an empty element, as wide as it is, also after it has changed its width. */
    draw(element: HTMLElement, spec: ChartSpec, options?: DrawOptions): DrawnChart;
    /** The data embedded in this page as `<script type="application/json" id="fluid-data">`, or null. */
    embedded(): unknown;
  }

  var fluidFormats: FluidFormats;
  var fluidPlot: FluidPlot;
  var fluidPaint: FluidPaint;
  var fluidCharts: FluidCharts;
}
