/** A situation for every reason of `forecast`. */
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { history, levelsOf, NOON, observation, plan, type SpecWishes } from '../lib/decide/make.ts';

function on(spec: SpecWishes, seen: Observation = observation(), past: History = history()): Decision {
  return decide(plan(spec), seen, past, NOON);
}

const forecast = { forecast: {} };
/** Half an hour of a cache of 1 GiB that fills by so much of it a minute. */
const filling = (share: number) => history({ levels: levelsOf((minute) => 0.2 + share * (minute + 30)) });

export const ofForecast = {
  ForecastFull: () => on({ policies: forecast }, observation({ reading: { used: 0.87 } }), filling(0.02)),
  ForecastLater: () => on({ policies: forecast }, observation(), filling(0.001)),
  ForecastNoTrend: () => on({ policies: forecast }, observation(), filling(0)),
  ForecastTooLittle: () => on({ policies: forecast }),
  ForecastFits: () => on({ policies: forecast }, observation({ replicas: 3 })),
} as const;
