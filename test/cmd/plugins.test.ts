import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createProgram } from '../../cmd/program.ts';
import { register } from '../../cmd/test.ts';
import { projectRoot } from '../../lib/root.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';

const OWN = join(projectRoot, 'examples/plugins');

describe('the option --plugins', function option() {
  this.timeout(60_000);

  it('is one of every verb that takes policy documents, or prints what they may be', () => {
    const verbs = createProgram().commands.filter(({ options }) =>
      options.some(({ long }) => long === '--plugins'),
    );
    expect(verbs.map((verb) => verb.name()).sort()).to.deep.equal(
      'crd demo inspect plan report run schedule schema simulate test validate'.split(' '),
    );
  });

  it('lets the verb test hold documents with plug-ins to what is expected of them', async () => {
    const file = join(tempFolder('plugins'), 'tiers.test.yaml');
    writeFileSync(
      file,
      `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: PolicyTest
metadata: { name: tiers }
tests:
  - name: the table is followed
    policy: ${join(OWN, 'spark.yaml')}
    scenario: ${join(OWN, 'growing.yaml')}
    expect:
      - reaches: { replicas: 6, before: 3h }
      - neverAbove: 6
`,
    );
    const held = await run(register, 'test', '-f', file, '--plugins', OWN);
    expect([held.err, held.exitCode]).to.deep.equal(['', 0]);
    const without = await run(register, 'test', '-f', file);
    expect(without.exitCode).to.equal(1);
    expect(without.out).to.include('one of your own is loaded at the start, with --plugins FOLDER');
  });
});
