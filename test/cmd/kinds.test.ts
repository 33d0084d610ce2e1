import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/kinds.ts';
import { projectRoot } from '../../lib/root.ts';
import { runtimeKinds } from '../../lib/runtimes/kinds.ts';
import { run } from './capture.ts';

describe('the verb kinds', () => {
  it('prints a line for every kind there is', async () => {
    const { out, err, exitCode } = await run(register, 'kinds');
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).to.match(/^KIND +HOW FULL, FROM +COUNT WRITTEN BY +ALLOW$/);
    expect(lines.slice(1).map((line) => line.split(' ')[0])).to.deep.equal(
      runtimeKinds.map(({ kind }) => kind),
    );
    expect(out).to.match(/^ThinRuntime .*StatefulSet.* statefulsets$/m);
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('prints the table that stands in the README', async () => {
    const { out } = await run(register, 'kinds', '-o', 'markdown');
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8')).to.contain(out);
  });

  it('names them as kubectl would', async () => {
    const { out } = await run(register, 'kinds', '-o', 'name');
    expect(out).to.contain('alluxioruntimes.data.fluid.io\n');
  });
});
