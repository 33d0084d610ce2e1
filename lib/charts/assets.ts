/** The files a browser gets: one style sheet and one script for charts, each made of parts that lie beside each other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.ts';

/** Where the build puts them (`collect.mjs`), so that a package or an image needs nothing else. */
const FOLDER = join(projectRoot, '.build/assets');

const texts = new Map<string, string>();

/**
 * One file of the folder.
 * @throws {Error} when it is not there: the build did not run
 */
export function assetText(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(FOLDER, name), 'utf8');
  texts.set(name, text);
  return text;
}

/** uPlot and what draws with it: defines `fluidFormats` and `fluidCharts`, among others. */
export function chartScript(): string {
  return ['uPlot.iife.min.js', 'formats.js', 'plot.js', 'paint.js', 'charts.js'].map(assetText).join('\n');
}

/** Theme, uPlot's own rules, and those of charts. */
export function chartStyle(): string {
  return ['theme.css', 'uPlot.min.css', 'charts.css'].map(assetText).join('\n');
}
