import { Command } from 'commander';

export interface Captured {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/**
 * Runs a command line in this process, as the program does, and returns what it printed and would have exited with.
 * @param register adds the verb to the program
 */
export async function run(register: (program: Command) => void, ...args: string[]): Promise<Captured> {
  let [out, err, exitCode] = ['', '', 0];
  const before = process.exitCode;
  const program = new Command('fluid-autoscaler')
    .configureOutput({
      writeOut: (text) => {
        out += text;
      },
      writeErr: (text) => {
        err += text;
      },
    })
    .exitOverride();
  register(program);
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
    exitCode = Number(process.exitCode);
  } catch (error) {
    exitCode = (error as { exitCode?: number }).exitCode ?? -1;
  } finally {
    process.exitCode = before;
  }
  return { out, err, exitCode };
}
