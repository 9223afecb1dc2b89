import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const LEAST_CHARACTERS = 12;
/** zxcvbn's 0–4. */
const LEAST_SCORE = 3;

let estimator: ZxcvbnFactory | undefined;
const make = (): ZxcvbnFactory =>
  (estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 256 }));

/**
 * How hard a passphrase is to guess: 0 (at once) to 4 (very hard), judged offline against lists of common ones.
 * `own`: names that everybody who looks at the office knows.
 */
export function strength(passphrase: string, own: readonly string[]): number {
  if (passphrase === '') return 0;
  return make().check(
    passphrase.slice(0, 256),
    own.flatMap((name) => [name, ...name.split(/\s+/)]).filter((word) => word !== ''),
  ).score;
}

export type Weakness = 'short' | 'guessable';

/** Why a passphrase is refused (security.md: at least twelve characters, not a common one); undefined when it is not. */
export function weakness(passphrase: string, own: readonly string[]): Weakness | undefined {
  if ([...passphrase.normalize('NFC')].length < LEAST_CHARACTERS) return 'short';
  return strength(passphrase, own) < LEAST_SCORE ? 'guessable' : undefined;
}
