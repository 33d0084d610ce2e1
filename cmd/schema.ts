import { type Command, Option } from 'commander';

interface Options {
  readonly output: 'json' | 'table';
}

export function register(program: Command): void {
  program
    .command('schema')
    .description('Print the JSON Schema (draft 2020-12) of policy documents, for editors.')
    .addOption(
      new Option('-o, --output <format>', 'json: the schema; table: every field in Markdown')
        .choices(['json', 'table'])
        .default('json'),
    )
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
  const { writeOut } = command.configureOutput();
  writeOut?.(
    output === 'table'
      ? referenceTable(policies)
      : `${JSON.stringify(documentJsonSchema(policies), null, 2)}\n`,
  );
}
