#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../lib/version.ts';
import * as crd from './crd.ts';
import * as demo from './demo.ts';
import * as explain from './explain.ts';
import * as history from './history.ts';
import * as inspect from './inspect.ts';
import * as run from './run.ts';
import * as schema from './schema.ts';
import * as validate from './validate.ts';
import * as verify from './verify.ts';
import * as versionVerb from './version.ts';

const program = new Command('fluid-autoscaler')
  .description('Keeps the worker count of every Fluid dataset cache right, and writes down why.')
  .version(version)
  .showHelpAfterError('(see --help)')
  .exitOverride((error) => {
    // Commander's own complaints are misuse: 2, so that scripts can tell them from a failure.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

for (const verb of [run, inspect, validate, schema, crd, history, explain, verify, demo, versionVerb])
  verb.register(program);

// Who reads may stop reading (`| head`, a closed terminal): no error of ours. A verb that goes on for long looks at `errored`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
