import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { hadolint, hadolintMissing } from '../support/hadolint.ts';
import { imageOf, instructionsOf } from './dockerfile.ts';

const text = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8');
const { files, bin } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
};

describe('the Dockerfile', () => {
  it('runs the package’s own program, as a user that is not root, by number so that a cluster can tell', () => {
    const { entrypoint, user } = imageOf();
    expect([entrypoint[0], entrypoint.at(-1)]).to.deep.equal(['node', `/app/${bin['fluid-autoscaler']}`]);
    expect(user).to.equal('65532:65532');
  });
  it('gives Node nothing but how large the young generation may become', () => {
    expect(imageOf().entrypoint.slice(1, -1)).to.deep.equal(['--max-semi-space-size=4']);
  });
  it('gives malloc two arenas, of its environment nothing else but that it runs in production', () => {
    expect(imageOf().env).to.deep.equal({ NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' });
  });
  it('holds what the package holds, but for its pages and the types for authors of plug-ins', () => {
    const taken = imageOf().copies.map(({ from }) => from.replace('/src/', ''));
    const needed = files.filter((path) => !path.includes('*') && path !== '.build/types');
    expect(taken).to.include.members(needed);
  });
  it('builds in one stage and runs in another, from the lockfile and without running scripts of packages', () => {
    const stages = instructionsOf(text).filter(([name]) => name === 'FROM');
    expect(stages).to.have.lengthOf(2);
    expect(text).to.include('npm ci --ignore-scripts');
  });
  it('is read strictly: an instruction the reader does not know is an error', () => {
    expect(() => imageOf('FROM a\nADD x y\nENTRYPOINT ["a"]')).to.throw(/ADD/);
  });
  it('is read over continued lines, with several sources of one copy', () => {
    const { copies, env } = imageOf('FROM a\nCOPY --from=b /x \\\n  /y /z/\nENV A=1 B=2\nENTRYPOINT ["a"]');
    expect(copies).to.deep.equal([
      { from: '/x', to: '/z/', stage: 'b' },
      { from: '/y', to: '/z/', stage: 'b' },
    ]);
    expect(env).to.deep.equal({ A: '1', B: '2' });
  });
});

describeNeeding(hadolintMissing(), 'hadolint', () => {
  it('finds nothing to say about the Dockerfile', () => {
    expect(hadolint(text)).to.deep.equal({ code: 0, output: '' });
  });
  it('would say so', () => {
    expect(hadolint('FROM node\nRUN cd /x\n').code).not.to.equal(0);
  });
});
