import type { Policy } from '../lib/decide/contract.ts';
import { budget } from './budget/index.ts';
import { compatibility } from './compatibility/index.ts';
import { cooldown } from './cooldown/index.ts';
import { fit } from './fit/index.ts';
import { flapBudget } from './flapBudget/index.ts';
import { forecast } from './forecast/index.ts';
import { guard } from './guard/index.ts';
import { idle } from './idle/index.ts';
import { preload } from './preload/index.ts';
import { scaleDown } from './scaleDown/index.ts';
import { scaleUp } from './scaleUp/index.ts';
import { schedule } from './schedule/index.ts';
import { stabilization } from './stabilization/index.ts';
import { step } from './step/index.ts';
import { target } from './target/index.ts';
import { threshold } from './threshold/index.ts';

/** Every policy there is, by name. A new one takes its folder and one line here. */
export const policies: readonly Policy[] = [
  budget,
  compatibility,
  cooldown,
  fit,
  flapBudget,
  forecast,
  guard,
  idle,
  preload,
  scaleDown,
  scaleUp,
  schedule,
  stabilization,
  step,
  target,
  threshold,
] as readonly Policy[];
