import { Argument, type Command } from 'commander';
import { SHELLS, type Shell, scripts } from './completion/scripts.ts';

export function register(program: Command): void {
  program
    .command('completion')
    .summary('The script that completes words on Tab, for your shell')
    .description('Print the script that completes verbs, options and their values on Tab, for your shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(fluid-autoscaler completion bash)             # this shell; for all of them, put the line in ~/.bashrc
  source <(fluid-autoscaler completion zsh)              # after compinit; for all of them, in ~/.zshrc
  fluid-autoscaler completion fish > ~/.config/fish/completions/fluid-autoscaler.fish

As a plug-in of kubectl it is completed by kubectl itself, through kubectl_complete-fluid_autoscaler on the PATH.`,
    )
    .action((shell: Shell, _options: unknown, command: Command) => {
      command.configureOutput().writeOut?.(scripts[shell]);
    });
}
