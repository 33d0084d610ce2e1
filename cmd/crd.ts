import type { Command } from 'commander';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

export function register(program: Command): void {
  takesPlugins(program.command('crd'))
    .summary('The custom resource definition, to apply once')
    .description(
      'Print the CustomResourceDefinition of DatasetAutoscaler: policy documents as objects of the cluster.',
    )
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler crd | kubectl apply -f -
  kubectl apply -f examples/spark.yaml && kubectl get dsa

The daemon follows such objects with run --policies-from-cluster.`,
    )
    .action(print);
}

async function print(options: PluginOptions, command: Command): Promise<void> {
  const { registry } = await pluginsOf(options, command);
  const { autoscalerCrdYaml } = await import('../lib/spec/crd/crd.ts');
  command.configureOutput().writeOut?.(autoscalerCrdYaml(registry));
}
