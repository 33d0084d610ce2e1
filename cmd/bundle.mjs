// Part of `npm run build`: one bundle of the program, each verb's heavy parts in files of their own that load when they are needed.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const CLIENT = '@kubernetes/client-node';

/**
 * The client has a class for every kind of Kubernetes, of which we use none, but does not say that loading them has no effect.
 * Said here, they stay out: a third of what the daemon would load.
 */
const clientWithoutEffects = {
  name: 'client-without-effects',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^\.|^@kubernetes\/client-node$/ },
      async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === CLIENT || !(path === CLIENT || importer.includes(`node_modules/${CLIENT}/`)))
          return null;
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: CLIENT });
        return { ...found, sideEffects: false };
      },
    );
  },
};

const root = join(import.meta.dirname, '..');
const outdir = join(root, '.build/bundle');
const common = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What is smaller takes less memory; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  // Its build for Node asks the environment at every token whether to print it: a sixth of what it takes to read a policy document.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: ['cmd/main.ts'],
  splitting: true,
  // It loads a binary that lies beside it.
  external: ['fs-native-extensions'],
  banner: {
    // Packages that are CommonJS call it.
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
  plugins: [clientWithoutEffects],
});
// The threads of plug-ins have all of zod to hand out; a bundle of their own keeps it out of the program's.
await build({ ...common, entryPoints: [{ in: 'lib/plugins/worker/worker.ts', out: 'plugin-thread' }] });
chmodSync(join(outdir, 'main.js'), 0o755);
