import { type Command, Option } from 'commander';
import type { SchemaNode } from '../lib/spec/schema-tree.ts';
import { outputOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

/** The kinds of documents there are. */
const KINDS = ['DatasetAutoscaler', 'DatasetBudget', 'Scenario', 'PolicyTest'] as const;
type Kind = (typeof KINDS)[number];

interface Options extends PluginOptions {
  readonly kind: Kind;
  readonly output: 'json' | 'yaml' | 'table';
}

export function register(program: Command): void {
  takesPlugins(program.command('schema'))
    .summary('The JSON Schema of its documents, for editors')
    .description(
      'Print the JSON Schema (draft 2020-12) of policies, budgets, scenarios or tests, for editors; as a table: every field in Markdown.',
    )
    .addOption(new Option('--kind <kind>', 'of which documents').choices(KINDS).default('DatasetAutoscaler'))
    .addOption(outputOption('json', 'yaml', 'table'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler schema > autoscaler.schema.json             # then, in a policy file
                                                               # yaml-language-server: $schema=./autoscaler.schema.json
  fluid-autoscaler schema --kind Scenario > scenario.schema.json
  fluid-autoscaler schema --kind PolicyTest -o table`,
    )
    .action(schema);
}

async function schema(options: Options, command: Command): Promise<void> {
  const { output } = options;
  const { referenceTable } = await import('../lib/spec/reference.ts');
  const { printData } = await import('../lib/report/print.ts');
  const tree = await treeOf(options, command);
  const { writeOut } = command.configureOutput();
  writeOut?.(output === 'table' ? referenceTable(tree) : await printData(tree, output));
}

async function treeOf(options: Options, command: Command): Promise<SchemaNode> {
  const { kind } = options;
  const { documentJsonSchema, editorSchema } = await import('../lib/spec/document.ts');
  if (kind === 'Scenario') {
    const { scenarioForm } = await import('../lib/simulate/form.ts');
    return editorSchema(scenarioForm().tree);
  }
  if (kind === 'PolicyTest') {
    const { testForm } = await import('../lib/simulate/testing/document.ts');
    return editorSchema(testForm().tree);
  }
  if (kind === 'DatasetBudget') {
    const { budgetForm } = await import('../lib/spec/budget/document.ts');
    return editorSchema(budgetForm().tree);
  }
  const { registry } = await pluginsOf(options, command);
  return documentJsonSchema(registry);
}
