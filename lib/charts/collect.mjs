// Part of `npm run build`: puts every file that a browser gets into .build/assets, uPlot's included, so that the package and
// the image need no node_modules for them.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const target = join(root, '.build/assets');
mkdirSync(target, { recursive: true });
for (const folder of ['lib/charts/assets', 'lib/serve/page']) {
  for (const name of readdirSync(join(root, folder))) {
    if (/\.(js|css|html|svg)$/.test(name)) cpSync(join(root, folder, name), join(target, name));
  }
}
const { resolve } = createRequire(import.meta.url);
for (const name of ['uPlot.iife.min.js', 'uPlot.min.css'])
  cpSync(resolve(`uplot/dist/${name}`), join(target, name));
