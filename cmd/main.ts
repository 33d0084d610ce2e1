#!/usr/bin/env node
import { calledAs, createProgram } from './program.ts';

const { name, completing } = calledAs(process.argv);
const program = createProgram(name);

// Who reads may stop reading (`| head`, a closed terminal): no error of ours. A verb that goes on for long looks at `errored`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

try {
  if (completing !== null) {
    const { candidatesFor, completionText } = await import('./completion/candidates.ts');
    process.stdout.write(completionText(candidatesFor(program, completing)));
  } else if (process.argv.length <= 2) program.help();
  else await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
