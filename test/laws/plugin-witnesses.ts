/** Situations in which a plug-in answers, or does not: its answer is a part of the observation, so no plug-in is needed. */
import * as z from 'zod';
import { decide } from '../../lib/decide/decide.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { PluginAnswer } from '../../lib/model/plugin-answer.ts';
import type { decidingReasons } from '../../lib/model/reasons/deciding.ts';
import { standIn } from '../../lib/plugins/stand-in.ts';
import { history, NOON, observation, plan } from '../lib/decide/make.ts';

type Code = keyof typeof decidingReasons;

/** A document with a plug-in, on a full cache about which that answered so; undefined: it was never asked. */
function withPlugin(answer: PluginAnswer | undefined): Decision {
  const own = standIn({ name: 'own', summary: 'own', schema: z.unknown(), window: 0, byClock: false });
  const base = plan({ policies: { threshold: { up: '90%' } } });
  const { sizers = [], limiters = [] } = own.build({}, { ...base, policies: {} });
  const plugins = answer === undefined ? {} : { plugins: { own: answer } };
  const seen = { ...observation({ reading: { used: 0.95 } }), ...plugins };
  return decide({ ...base, sizers, limiters }, seen, history(), NOON);
}

function failing(code: Code, numbers: Record<string, number | string>): () => Decision {
  return () => withPlugin({ failed: { code, numbers: { policy: 'own', ...numbers } }, holds: 'moves' });
}

export const pluginWitnesses: Readonly<Partial<Record<Code, () => Decision>>> = {
  PluginWishes: () => withPlugin({ wishes: [{ says: 'wish', wish: 2, why: 'so' }], limits: [] }),
  PluginAbstains: () => withPlugin({ wishes: [{ says: 'abstain', wish: null, why: 'so' }], limits: [] }),
  PluginBlind: () => withPlugin({ wishes: [{ says: 'blind', wish: null, why: 'so' }], limits: [] }),
  PluginLimits: () =>
    withPlugin({ wishes: [], limits: [{ scope: 'everything', low: null, high: 2, why: 'so' }] }),
  PluginThrew: failing('PluginThrew', { error: 'Error: so' }),
  PluginHung: failing('PluginHung', { limit: 1000 }),
  PluginBusy: failing('PluginBusy', { waited: 3000 }),
  PluginDied: failing('PluginDied', { error: 'so' }),
  PluginGone: failing('PluginGone', { error: 'so' }),
  PluginNonsense: failing('PluginNonsense', { answer: 'a Promise as a wish' }),
  PluginRefusesConfig: failing('PluginRefusesConfig', { error: 'so' }),
  PluginResting: failing('PluginResting', { why: 'PluginHung', left: 2000 }),
  PluginNotAsked: () => withPlugin(undefined),
};
