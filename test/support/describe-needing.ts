/** Suites that need something this machine may not have. */
import { controlPlaneAvailable, controlPlaneHint, fluidLabMissing } from './binaries.ts';
import { type ControlPlane, sharedControlPlane } from './control-plane.ts';
import { type FluidLab, startFluidLab } from './fluid-lab.ts';

const hints = new Set<string>();

/** What suites of this process were skipped for, one line each, with how to get it; the test runner prints them. */
export function missingParts(): readonly string[] {
  return [...hints];
}

/** In CI a test that cannot run is a failure, not an omission. */
function required(): boolean {
  return process.env.CI === 'true' || process.env.REQUIRE_CONTROL_PLANE === '1';
}

/**
 * Defines the suite when `missing` is null. Else its tests are skipped and the hint is kept; where everything is required
 * (CI=true or REQUIRE_CONTROL_PLANE=1) the suite is one failing test instead.
 * @param missing one line: what is missing, and how to get it
 */
export function describeNeeding(
  missing: string | null,
  title: string,
  define: (suite: Mocha.Suite) => void,
): void {
  if (missing === null) {
    describe(title, function defineSuite() {
      define(this);
    });
  } else if (required()) {
    describe(title, () => {
      it('has what it needs', () => {
        throw new Error(missing);
      });
    });
  } else {
    hints.add(missing);
    describe.skip(title, function defineSkipped() {
      define(this);
    });
  }
}

/**
 * A suite that runs against the real control plane, shared by all suites of the process.
 * @param define gets a function that returns the control plane; to be called in hooks and tests only
 */
export function describeWithControlPlane(title: string, define: (plane: () => ControlPlane) => void): void {
  describeNeeding(controlPlaneAvailable() ? null : controlPlaneHint(), title, (suite) => {
    suite.timeout(120_000);
    let plane: ControlPlane | undefined;
    before('start the control plane', async () => {
      plane = await sharedControlPlane();
    });
    define(() => {
      if (!plane) throw new Error('the control plane is there in hooks and tests only');
      return plane;
    });
  });
}

/**
 * A suite that runs against a Fluid lab of its own, up before its first test and down after its last.
 * @param define gets a function that returns the lab; to be called in hooks and tests only
 */
export function describeWithFluidLab(title: string, define: (lab: () => FluidLab) => void): void {
  describeNeeding(fluidLabMissing(), title, (suite) => {
    suite.timeout(600_000);
    let lab: FluidLab | undefined;
    before('bring the lab up', async () => {
      lab = await startFluidLab();
    });
    after('take the lab down', () => lab?.stop());
    define(() => {
      if (!lab) throw new Error('the lab is there in hooks and tests only');
      return lab;
    });
  });
}
