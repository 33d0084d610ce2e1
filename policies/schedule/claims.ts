/** What a window claims of the bounds while it holds, and during its lead. */
import type { Claim, Context, NextChange } from '../../lib/decide/contract.ts';
import type { Pace } from '../../lib/decide/pace.ts';
import type { Reason } from '../../lib/model/observation.ts';
import { type LeadSetting, leadOf, longestLead } from './lead.ts';
import type { Span } from './times.ts';
import { wallText } from './wall-text.ts';
import { type Window, zoneOf } from './window.ts';

/** A window that claims. */
export interface Claiming {
  /** @returns what it claims now */
  claims(context: Context): readonly Claim[];
  /** When it next claims something else. */
  next(context: Context): NextChange | null;
  /** The longest time before it opens at which it may claim already, ms. */
  readonly longestLead: number;
}

const NONE: readonly Claim[] = [];

export function claiming(window: Window, pace: Pace): Claiming {
  const { name, times, config } = window;
  const lead = leadSetting(window, pace);
  const longest = lead === null ? 0 : longestLead(lead);
  // The claims of a span are the same objects at every look of it.
  let known: { span: Span; claims: readonly Claim[] } | null = null;
  const whileOpen = (span: Span) => {
    if (known?.span !== span) known = { span, claims: openClaims(window, span) };
    return known.claims;
  };
  let opening = { at: Number.NaN, text: '' };
  const openingText = (at: number) => {
    if (opening.at !== at) opening = { at, text: wallText(at, zoneOf(config)) };
    return opening.text;
  };
  const leading = (setting: LeadSetting, opens: number, context: Context): readonly Claim[] => {
    if (opens - context.now > longest) return NONE;
    const { ms, reason } = leadOf(setting, opens, context);
    if (opens - context.now > ms) return NONE;
    const numbers = { window: name, min: setting.to, opens: openingText(opens) };
    return [{ min: setting.to, ...atOnce(window), reason: reason(numbers) }];
  };
  const beginsLead = (setting: LeadSetting, opens: number, context: Context): number => {
    const exact = opens - leadOf(setting, opens, context).ms;
    const soonest = opens - longest;
    return soonest > context.now ? soonest : exact > context.now ? exact : opens;
  };
  return {
    claims: (context) => {
      const span = times.at(context.now);
      if (span.open) return whileOpen(span);
      return lead === null || span.until === Number.POSITIVE_INFINITY
        ? NONE
        : leading(lead, span.until, context);
    },
    next: (context) => {
      const { open, until } = times.at(context.now);
      if (until === Number.POSITIVE_INFINITY) return null;
      if (open) return { at: until, what: `window ${name} closes` };
      const at = lead === null ? until : beginsLead(lead, until, context);
      return { at, what: at < until ? `window ${name} may ask for its workers` : `window ${name} opens` };
    },
    longestLead: longest,
  };
}

function atOnce({ config: { immediately } }: Window): Pick<Claim, 'immediately'> {
  return immediately ? { immediately } : {};
}

/** The workers a window asks for, or null: it asks for none. */
export function leastOf({ config: { atLeast, exactly, replicas } }: Pick<Window, 'config'>): number | null {
  return atLeast ?? exactly ?? replicas?.min ?? null;
}

/** The most a window allows, or null. */
export function mostOf({ config: { atMost, exactly, replicas } }: Pick<Window, 'config'>): number | null {
  return atMost ?? exactly ?? replicas?.max ?? null;
}

function leadSetting(window: Window, pace: Pace): LeadSetting | null {
  const { lead, immediately = false } = window.config;
  const to = leastOf(window);
  return lead === undefined || to === null ? null : { lead, to, pace, immediately };
}

function openClaims(window: Window, { until }: Span): readonly Claim[] {
  const { scaleDown } = window.config;
  const numbers = { window: window.name, until: wallText(until, zoneOf(window.config)) };
  const size = sizeClaim(window, numbers);
  const code = scaleDown === 'enabled' ? 'WindowShrinks' : 'WindowHoldsShrink';
  const shrink: readonly Claim[] = scaleDown === undefined ? [] : [{ scaleDown, reason: { code, numbers } }];
  return size === null ? shrink : [size, ...shrink];
}

function sizeClaim(window: Window, numbers: NonNullable<Reason['numbers']>): Claim | null {
  const { atLeast, atMost, exactly, replicas } = window.config;
  const once = atOnce(window);
  if (replicas !== undefined)
    return {
      ...replicas,
      replaces: true,
      ...once,
      reason: { code: 'WindowReplicas', numbers: { ...numbers, ...replicas } },
    };
  if (exactly !== undefined)
    return {
      min: exactly,
      max: exactly,
      ...once,
      reason: { code: 'WindowExactly', numbers: { ...numbers, exactly } },
    };
  if (atLeast !== undefined && atMost !== undefined) {
    const range = { min: atLeast, max: atMost };
    return { ...range, ...once, reason: { code: 'WindowBetween', numbers: { ...numbers, ...range } } };
  }
  if (atLeast !== undefined)
    return {
      min: atLeast,
      ...once,
      reason: { code: 'WindowAtLeast', numbers: { ...numbers, min: atLeast } },
    };
  if (atMost !== undefined)
    return { max: atMost, ...once, reason: { code: 'WindowAtMost', numbers: { ...numbers, max: atMost } } };
  return null;
}
