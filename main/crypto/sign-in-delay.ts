import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { z } from 'zod';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { writeDurably } from './key-file-store.ts';
import { fileFault } from './file-fault.ts';

export const FREE_TRIES = 5;
const MINUTE = 60_000;
/** After the fifth wrong try, and after each further one. */
const WAITS_MS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE];
const MOST_SEALED = 1000;

const account = z.strictObject({
  failures: z.int().min(0),
  /** What is left of the wait, as of `seenAt`. */
  remainingMs: z.int().min(0),
});
const attempts = z.strictObject({
  version: z.literal(1),
  /** The latest clock that was seen. */
  seenAt: z.int().min(0),
  accounts: z.record(z.string().max(64), account),
  /** Where accounts stand that are not listed. */
  others: account,
  sealed: z.array(z.string()).max(MOST_SEALED),
  /** Attempts beyond what is kept. */
  dropped: z.int().min(0),
});
type Attempts = z.infer<typeof attempts>;
type Account = z.infer<typeof account>;
const FRESH: Account = { failures: 0, remainingMs: 0 };
const BLANK: Attempts = { version: 1, seenAt: 0, accounts: {}, others: FRESH, sealed: [], dropped: 0 };

const failedAttempt = z.strictObject({ who: z.string(), at: z.int(), failures: z.int() });
export type FailedAttempt = z.infer<typeof failedAttempt>;

const waitAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : (WAITS_MS[Math.min(failures - FREE_TRIES, WAITS_MS.length - 1)] ?? 0);

/**
 * Makes guessing slow: five free tries, then growing waits that a restart or a clock set back do not shorten. Counted
 * per account (`who`: a user id, or `kit` for the recovery kit). Failed attempts happen while the database is closed;
 * they are sealed to the audit key, so that nobody can read or invent them, and go into the chain at the next sign-in.
 */
export class SignInDelay {
  readonly #dir: string;
  readonly #auditRecipient: string;

  constructor(dir: string, auditRecipient: string) {
    this.#dir = dir;
    this.#auditRecipient = auditRecipient;
  }

  /** Whether another try is allowed now. AUTH_WAIT { seconds } while it is not. `now`: milliseconds, wall clock. */
  check(who: string, now: number): Result<void> {
    const state = this.#advanced(now);
    const remaining = (state.accounts[who] ?? state.others).remainingMs;
    // Written even when nothing passed: a clock set back must be remembered as such.
    const written = this.#write(state);
    if (remaining > 0) return fail('AUTH_WAIT', { seconds: Math.ceil(remaining / 1000) });
    return written;
  }

  /** Counts a wrong try, durably, before its answer is given. */
  async failed(
    who: string,
    now: number,
  ): Promise<Result<{ readonly triesLeft: number; readonly waitSeconds: number }>> {
    const state = this.#advanced(now);
    const failures = (state.accounts[who] ?? state.others).failures + 1;
    const remainingMs = waitAfter(failures);
    const entry: FailedAttempt = { who, at: now, failures };
    const room = state.sealed.length < MOST_SEALED;
    const written = this.#write({
      ...state,
      accounts: { ...state.accounts, [who]: { failures, remainingMs } },
      sealed: room ? [...state.sealed, await this.#seal(entry)] : state.sealed,
      dropped: state.dropped + (room ? 0 : 1),
    });
    if (!written.ok) return written;
    return ok({ triesLeft: Math.max(0, FREE_TRIES - failures), waitSeconds: Math.ceil(remainingMs / 1000) });
  }

  /** Forgets an account's wrong tries after a right one. The sealed attempts stay until they are taken. */
  succeeded(who: string, now: number): Result<void> {
    const state = this.#advanced(now);
    return this.#write({ ...state, accounts: { ...state.accounts, [who]: FRESH } });
  }

  /** The failed attempts, oldest first; `unreadable` counts those that were damaged or dropped. */
  async sealedAttempts(
    auditIdentity: string,
  ): Promise<{ readonly attempts: readonly FailedAttempt[]; readonly unreadable: number }> {
    const state = this.#read(0);
    const found: FailedAttempt[] = [];
    for (const text of state.sealed) {
      try {
        const decrypter = new Decrypter();
        decrypter.addIdentity(auditIdentity);
        const plain = await decrypter.decrypt(Buffer.from(text, 'base64url'), 'text');
        found.push(failedAttempt.parse(JSON.parse(plain)));
      } catch {
        continue;
      }
    }
    return { attempts: found, unreadable: state.sealed.length - found.length + state.dropped };
  }

  /** After the attempts are durable in the audit chain. */
  forgetSealed(now: number): Result<void> {
    return this.#write({ ...this.#advanced(now), sealed: [], dropped: 0 });
  }

  async #seal(entry: FailedAttempt): Promise<string> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(this.#auditRecipient);
    return Buffer.from(await encrypter.encrypt(JSON.stringify(entry))).toString('base64url');
  }

  get #path(): string {
    return join(this.#dir, 'sign-in.json');
  }

  /** A file that cannot be read counts as five wrong tries of everybody: damaging it must not be a way around. */
  #read(now: number): Attempts {
    if (!existsSync(this.#path)) return BLANK;
    try {
      return attempts.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      const others = { failures: FREE_TRIES, remainingMs: waitAfter(FREE_TRIES) };
      return { ...BLANK, seenAt: now, others, dropped: 1 };
    }
  }

  /** Time passes only forwards: a clock that went back earns nothing, and from then on runs from where it stands. */
  #advanced(now: number): Attempts {
    const state = this.#read(now);
    const passed = Math.max(0, now - state.seenAt);
    const later = (entry: Account): Account => ({ ...entry, remainingMs: Math.max(0, entry.remainingMs - passed) });
    const accounts = Object.fromEntries(Object.entries(state.accounts).map(([who, entry]) => [who, later(entry)]));
    return { ...state, seenAt: now, accounts, others: later(state.others) };
  }

  #write(state: Attempts): Result<void> {
    try {
      mkdirSync(this.#dir, { recursive: true });
      writeDurably(this.#path, JSON.stringify(attempts.parse(state)));
      return ok(undefined);
    } catch (error) {
      return fileFault(error);
    }
  }
}
