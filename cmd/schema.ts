import type { Command } from 'commander';
import { outputOption } from './options.ts';

interface Options {
  readonly output: 'json' | 'yaml' | 'table';
}

export function register(program: Command): void {
  program
    .command('schema')
    .summary('The JSON Schema of policy documents, for editors')
    .description(
      'Print the JSON Schema (draft 2020-12) of policy documents, for editors; as a table: every field in Markdown.',
    )
    .addOption(outputOption('json', 'yaml', 'table'))
    .addHelpText(
      'after',
      '\nExample: fluid-autoscaler schema > autoscaler.schema.json, and in a policy file\n' +
        '  # yaml-language-server: $schema=./autoscaler.schema.json',
    )
    .action(schema);
}

async function schema({ output }: Options, command: Command): Promise<void> {
  const { policies } = await import('../policies/index.ts');
  const { documentJsonSchema } = await import('../lib/spec/document.ts');
  const { referenceTable } = await import('../lib/spec/reference.ts');
  const { printData } = await import('../lib/report/print.ts');
  const { writeOut } = command.configureOutput();
  writeOut?.(
    output === 'table' ? referenceTable(policies) : await printData(documentJsonSchema(policies), output),
  );
}
