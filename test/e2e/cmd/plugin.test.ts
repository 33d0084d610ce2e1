/** As a plug-in of the real kubectl, which finds it by its name alone. */
import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { version } from '../../../lib/version.ts';
import { binFile } from '../../cmd/child.ts';
import { findControlPlane } from '../../support/binaries.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';

const kubectl = findControlPlane()?.kubectl ?? null;
const missing = kubectl === null ? 'kubectl: not found; run "npm run cluster:build" (needs Go 1.26)' : null;

describeNeeding(missing, 'as a plug-in of kubectl', () => {
  let env: NodeJS.ProcessEnv;
  const call = (...args: string[]) =>
    promisify(execFile)(kubectl as string, args, { cwd: projectRoot, env }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  before('put its names on the path, as npm does', () => {
    const folder = tempFolder('plugin');
    for (const name of ['kubectl-fluid_autoscaler', 'kubectl_complete-fluid_autoscaler'])
      symlinkSync(binFile(name), join(folder, name));
    env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder };
  });

  it('is found', async () => {
    expect((await call('plugin', 'list')).stdout).to.contain('/kubectl-fluid_autoscaler');
    expect((await call('fluid-autoscaler', 'version')).stdout).to.equal(`${version}\n`);
  });

  it('shows how it is used under the name it was called by', async () => {
    const { stdout } = await call('fluid-autoscaler', 'explain', '--help');
    expect(stdout).to.match(/^Usage: kubectl fluid-autoscaler explain /);
    expect(stdout).to.contain('\n  kubectl fluid-autoscaler explain spark --at 14:05\n');
    expect((await call('fluid-autoscaler')).stdout).to.contain('kubectl fluid-autoscaler VERB --help');
  });

  it('hands its exit code and its complaints on', async () => {
    const answer = await call('fluid-autoscaler', 'verfy');
    expect(answer).to.include({ code: 2, stdout: '' });
    expect(answer.stderr).to.contain("unknown command 'verfy'");
  });

  it('is completed by kubectl', async () => {
    const offered = async (...words: string[]) =>
      (await call('__complete', 'fluid-autoscaler', ...words)).stdout;
    expect(await offered('ver')).to.match(/^verify\t.*\nversion\t.*\n:4\n/);
    expect(await offered('verify', '-o', '')).to.equal('text\njson\nyaml\n:4\n');
    expect(await offered('validate', '')).to.equal(':0\n');
  });
});
