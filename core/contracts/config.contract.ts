import { z } from 'zod';
import type { Configuration } from '#core/forms/types.ts';
import { call } from './contract.ts';
import { none } from './values.ts';

export const configCalls = {
  /** The office's forms, option lists and rules. Loaded and checked by the office; the page compiles them again. */
  get: call(
    'session',
    none,
    z.custom<Configuration>((v) => typeof v === 'object' && v !== null && 'forms' in v),
  ),
} as const;
