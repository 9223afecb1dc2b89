import type { z } from 'zod';
import type { Right } from '#core/rights/roles.ts';

/**
 * What a call needs. `public`: before sign-in (nothing of a case may be in its reply). `session`: any signed-in
 * person. Otherwise one named right, decided in the office worker.
 */
export type Need = 'public' | 'session' | Right;

export interface Call<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  A extends 'office' | 'desktop' = 'office' | 'desktop',
> {
  readonly input: I;
  readonly output: O;
  readonly right: Need;
  /** `office`: answered by the office worker. `desktop`: by the shell, which has windows, dialogs and printers. */
  readonly at: A;
}

/** Declares a call answered by the office worker. */
export const call = <I extends z.ZodType, O extends z.ZodType>(
  right: Need,
  input: I,
  output: O,
): Call<I, O, 'office'> => ({
  input,
  output,
  right,
  at: 'office',
});

/** Declares a call answered by the shell. */
export const desktopCall = <I extends z.ZodType, O extends z.ZodType>(
  right: Need,
  input: I,
  output: O,
): Call<I, O, 'desktop'> => ({ input, output, right, at: 'desktop' });
