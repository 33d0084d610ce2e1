import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('crd')
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

async function print(_options: object, command: Command): Promise<void> {
  const { policies } = await import('../policies/index.ts');
  const { autoscalerCrdYaml } = await import('../lib/spec/crd/crd.ts');
  command.configureOutput().writeOut?.(autoscalerCrdYaml(policies));
}
