import type { ErrorCode } from './errors.ts';

/** Names and ids only, never field values: an error may end in a log. */
export type ErrorParams = Readonly<Record<string, string | number | boolean>>;

export interface AppError {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** An expected failure. `params` hold ids and field names, never values. */
export const fail = (code: ErrorCode, params: ErrorParams = {}): Result<never> => ({
  ok: false,
  error: { code, params },
});

/** Carries an expected failure out of deep code; caught once, at the office's door, and turned into a `Result`. */
export class Refusal extends Error {
  readonly error: AppError;
  constructor(code: ErrorCode, params: ErrorParams = {}) {
    super(code);
    this.name = 'Refusal';
    this.error = { code, params };
  }
}
