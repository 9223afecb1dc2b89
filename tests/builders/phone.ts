import { stepAt } from '#core/people/second-factor.ts';
import { totpCode } from '../../main/crypto/totp.ts';
import type { Clock } from '../../main/office/clock.ts';

/** A phone: it has read the secret, and its clock may be off. */
export class Phone {
  readonly #secret: Buffer;
  readonly #clock: Clock;
  readonly #off: number;
  constructor(base32: string, clock: Clock, off = 0) {
    const bits = [...base32].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
    const all = bits.map((value) => value.toString(2).padStart(5, '0')).join('');
    this.#secret = Buffer.from((all.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    this.#clock = clock;
    this.#off = off;
  }
  code = (): string => totpCode(this.#secret, stepAt(this.#clock.now() + this.#off));
}
