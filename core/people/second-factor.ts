import { toAsciiDigits } from '#core/forms/digits.ts';

/** A code of an authenticator app counts for so long (RFC 6238, as every such app does it). */
export const STEP_SECONDS = 30;
export const CODE_DIGITS = 6;
/** So many codes beside the one of the moment are taken: a clock that is a minute off, or a slow hand. */
export const STEPS_AT_SIGN_IN = 2;
/** When a phone is made known its clock may be ten minutes off; how far is remembered. */
export const STEPS_AT_SET_UP = 20;

/** How many codes are printed at once, and of what: no letter or digit that looks like another, and no vowels. */
export const PRINTED_CODES = 10;
const PRINTED_ALPHABET = '23456789BCDFGHJKMNPQRSTVWXYZ';
const PRINTED_LENGTH = 10;

/** What is remembered of a phone. */
export interface PhoneClock {
  /** Steps by which the phone is ahead of this computer. */
  readonly drift: number;
  /** The step of the last code that was taken: neither it nor an earlier one is taken again. */
  readonly lastStep: number;
}

/**
 * The step of a typed code; undefined when it is none that counts now. By the phone’s own steps, so that a clock of this
 * computer that is set back lets no code count twice.
 *
 * @param codeAt the code of a step.
 * @param now milliseconds since 1970 UTC, by the clock of this computer.
 */
export function stepOfCode(
  typed: string,
  codeAt: (step: number) => string,
  now: number,
  { drift, lastStep }: PhoneClock,
  within: number,
): number | undefined {
  const here = stepAt(now) + drift;
  for (let away = 0; away <= within; away += 1)
    for (const step of away === 0 ? [here] : [here - away, here + away])
      if (step > lastStep && step >= 0 && codeAt(step) === typed) return step;
  return undefined;
}
export const stepAt = (now: number): number => Math.floor(now / 1000 / STEP_SECONDS);

/** What was typed, as codes are compared: digits of any script, letters in capitals, nothing between them. */
export const plainCode = (typed: string): string =>
  toAsciiDigits(typed)
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '');

/** @param random bytes of a secure source, at least ten for each code. */
export function printedCodes(random: Uint8Array): readonly string[] {
  return Array.from({ length: PRINTED_CODES }, (_, i) => {
    const bytes = random.subarray(i * PRINTED_LENGTH, (i + 1) * PRINTED_LENGTH);
    const letters = [...bytes].map((byte) => PRINTED_ALPHABET[byte % PRINTED_ALPHABET.length] ?? '').join('');
    return `${letters.slice(0, PRINTED_LENGTH / 2)}-${letters.slice(PRINTED_LENGTH / 2)}`;
  });
}
export const RANDOM_FOR_CODES = PRINTED_CODES * PRINTED_LENGTH;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** RFC 4648 without padding, as authenticator apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let [bits, held, text] = [0, 0, ''];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += BASE32[(held >>> (bits - 5)) & 31] ?? '';
      bits -= 5;
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (BASE32[(held << (5 - bits)) & 31] ?? '');
}

/**
 * What a phone reads from the QR code. It shows the code of the office and nothing else: whoever looks at the phone learns
 * neither of children nor of this program.
 */
export const phoneAddress = (officeCode: string, secret: Uint8Array): string =>
  `otpauth://totp/${encodeURIComponent(officeCode)}?secret=${base32(secret)}&issuer=${encodeURIComponent(officeCode)}`;

/** Who signs in with a second factor: everybody, or everybody in one of these roles. */
export interface FactorRule {
  readonly everybody: boolean;
  readonly roles: readonly string[];
}
export const asksFactor = ({ everybody, roles }: FactorRule, held: readonly string[]): boolean =>
  everybody || held.some((role) => roles.includes(role));
