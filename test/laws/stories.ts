/** Days in the life of a cache: what happens to it between looks, as data; and the story that the loop makes of it. */
import fc from 'fast-check';
import { HOUR, MIB, MINUTE, plan, SECOND, type SpecWishes } from '../lib/decide/make.ts';
import { move, type Play, pass, play, tick, type World, world } from '../lib/decide/world.ts';
import { policyConfigs } from './arbitrary-specs.ts';
import type { Decide } from './law.ts';

export type Happening =
  | { readonly what: 'time'; readonly ms: number }
  | { readonly what: 'someone scales'; readonly to: number }
  | { readonly what: 'reading'; readonly rate: number }
  | { readonly what: 'darkness'; readonly dark: boolean }
  | { readonly what: 'new workers start slowly'; readonly startMs: number }
  | { readonly what: 'a restart' };

export interface Story {
  readonly spec: SpecWishes;
  readonly scene: Partial<World>;
  readonly happenings: readonly Happening[];
}

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('time' as const),
      ms: fc.oneof(
        fc.integer({ min: 1, max: 20 * MINUTE }),
        fc.constantFrom(15 * SECOND, MINUTE, 5 * MINUTE),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('someone scales' as const),
      to: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('reading' as const), rate: fc.constantFrom(0, MIB, 500 * MIB) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('darkness' as const), dark: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('new workers start slowly' as const),
      startMs: fc.constantFrom(0, 30 * SECOND, 10 * MINUTE, HOUR),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'a restart' as const }) },
);

/** @param given what every story's document says */
export function stories(given: SpecWishes = {}): fc.Arbitrary<Story> {
  return fc.record({
    spec: fc
      .record({ policies: policyConfigs, respect: fc.constantFrom('0', '10m', '1h') })
      .map(({ policies, respect }) => ({
        min: 1,
        max: 8,
        respect,
        ...given,
        policies: { ...policies, ...given.policies },
      })),
    scene: fc.record({
      replicas: fc.integer({ min: 1, max: 8 }),
      rate: fc.constantFrom(40 * MIB, 500 * MIB),
      sizeBytes: fc.integer({ min: MIB, max: 12 * 2 ** 30 }),
      sizeKnown: fc.boolean(),
    }),
    happenings: fc.array(happenings, { minLength: 5, maxLength: 40 }),
  });
}

/** Plays a story before a pipeline: a look after every happening. */
export function tell(
  story: Story,
  pipeline: Decide,
  restart: (game: Play) => void = throughJson,
  look: (game: Play) => void = () => {},
): Play {
  const game = play(plan(story.spec), world(story.scene));
  for (const happening of story.happenings) {
    happen(game, happening, restart);
    tick(game, pipeline);
    look(game);
  }
  return game;
}

function happen(game: Play, happening: Happening, restart: (game: Play) => void): void {
  const { world } = game;
  switch (happening.what) {
    case 'time':
      pass(world, happening.ms);
      return;
    case 'someone scales':
      move(game, happening.to, 'other');
      return;
    case 'reading':
      world.rate = happening.rate;
      return;
    case 'darkness':
      world.dark = happening.dark;
      return;
    case 'new workers start slowly':
      world.startMs = happening.startMs;
      return;
    case 'a restart':
      restart(game);
  }
}

/** What a daemon that starts again finds in its ledger. */
export function throughJson(game: Play): void {
  game.history = JSON.parse(JSON.stringify(game.history));
}
