import { randomBytes } from 'node:crypto';
import type { Input, Output } from '#core/contracts/index.ts';
import {
  asksFactor,
  base32,
  phoneAddress,
  plainCode,
  printedCodes,
  RANDOM_FOR_CODES,
  stepAt,
  stepOfCode,
  STEPS_AT_SET_UP,
  STEPS_AT_SIGN_IN,
  type FactorRule,
} from '#core/people/second-factor.ts';
import { Refusal } from '#core/result.ts';
import { z } from 'zod';
import { sha256 } from '../crypto/hashing.ts';
import { totpCode } from '../crypto/totp.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { needKnownRoles } from './people.ts';

const SETTING = 'second_factor';
const SECRET_BYTES = 20;
const NO_RULE: FactorRule = { everybody: false, roles: [] };
const shape = z.strictObject({ everybody: z.boolean(), roles: z.array(z.string()) });

/** Secrets whose phone has not shown yet that it has them. */
const begun = new WeakMap<OpenOffice, Uint8Array>();
/** Codes that were made in this session: to be printed, and gone with it. */
const made = new WeakMap<OpenOffice, readonly string[]>();

export function codesJustMade(open: OpenOffice): readonly string[] {
  const codes = made.get(open);
  if (codes === undefined) throw new Refusal('FORM_STALE');
  return codes;
}

/** Whom the office asks for a second factor; nobody unless it says so. */
export function factorRule(db: WritableDb): FactorRule {
  const text = new NamedTexts(db, 'setting').get(SETTING);
  return text === undefined || text === '' ? NO_RULE : shape.parse(JSON.parse(text));
}

const hashOf = (code: string): Uint8Array => sha256(Buffer.from(`hifadhi printed code ${plainCode(code)}`));

/**
 * Whether what was typed is a code that counts now, of the phone or on paper. It counts this once, also after a restart:
 * that is on the disk when this answers.
 */
export function takeCode(
  open: Pick<OpenOffice, 'db' | 'repos' | 'clock'> & { readonly me: Pick<OpenOffice['me'], 'n'> },
  typed: string,
): boolean {
  const { factors } = open.repos;
  const { n } = open.me;
  const known = factors.get(n);
  if (known === undefined) return false;
  const now = open.clock.now();
  const step = stepOfCode(plainCode(typed), (one) => totpCode(known.secret, one), now, known, STEPS_AT_SIGN_IN);
  return open.db.transaction(() => {
    if (step === undefined) return factors.useCode(n, hashOf(typed));
    factors.put(n, { ...known, lastStep: step, drift: step - stepAt(now) });
    return true;
  });
}

function needCode(open: OpenOffice, typed: string): void {
  if (takeCode(open, typed)) return;
  audit(open, 'session.failed', open.me.id, 'refused', 'code');
  throw new Refusal('AUTH_WRONG_CODE', { triesLeft: 0 });
}

export function factorState(open: OpenOffice): Output<'secondFactor.state'> {
  const known = open.repos.factors.get(open.me.n);
  return {
    asked: asksFactor(factorRule(open.db), open.me.roles),
    ...(known === undefined ? {} : { sinceUtc: instantOf(known.since) }),
    codesLeft: open.repos.factors.codesLeft(open.me.n),
  };
}

export function beginFactor(
  open: OpenOffice,
  { code = '' }: Input<'secondFactor.begin'>,
): Output<'secondFactor.begin'> {
  if (open.repos.factors.get(open.me.n) !== undefined) needCode(open, code);
  const secret = randomBytes(SECRET_BYTES);
  begun.set(open, secret);
  return { address: phoneAddress(open.self.code, secret), secret: base32(secret) };
}

function newCodes(open: OpenOffice): readonly string[] {
  const codes = printedCodes(randomBytes(RANDOM_FOR_CODES));
  open.repos.factors.putCodes(open.me.n, codes.map(hashOf));
  made.set(open, codes);
  return codes;
}

/**
 * Makes a phone known by a code that it shows. Its clock may be ten minutes off; how far is remembered. FORM_STALE without
 * a secret that was begun in this session.
 */
export function confirmFactor(
  open: OpenOffice,
  { code }: Input<'secondFactor.confirm'>,
): Output<'secondFactor.confirm'> {
  const secret = begun.get(open);
  if (secret === undefined) throw new Refusal('FORM_STALE');
  const now = open.clock.now();
  const fresh = { drift: 0, lastStep: -1 };
  const step = stepOfCode(plainCode(code), (one) => totpCode(secret, one), now, fresh, STEPS_AT_SET_UP);
  if (step === undefined) throw new Refusal('AUTH_WRONG_CODE', { triesLeft: 0 });
  begun.delete(open);
  const codes = open.db.transaction(() => {
    open.repos.factors.put(open.me.n, { secret, lastStep: step, drift: step - stepAt(now), since: now });
    audit(open, 'person.factor-added', open.me.id);
    return newCodes(open);
  });
  open.before.delete('second-factor');
  return { codes: [...codes] };
}

export function renewFactorCodes(
  open: OpenOffice,
  { code }: Input<'secondFactor.renewCodes'>,
): Output<'secondFactor.renewCodes'> {
  needCode(open, code);
  return open.db.transaction(() => {
    audit(open, 'person.factor-codes', open.me.id);
    return { codes: [...newCodes(open)] };
  });
}

export function removeFactor(open: OpenOffice, { code }: Input<'secondFactor.remove'>): Output<'secondFactor.remove'> {
  if (asksFactor(factorRule(open.db), open.me.roles)) throw new Refusal('PERM_DENIED', { rule: 'factor-asked' });
  needCode(open, code);
  open.db.transaction(() => {
    open.repos.factors.remove(open.me.n);
    audit(open, 'person.factor-removed', open.me.id);
  });
  return {};
}

/** Somebody else lost phone and paper. Where the office asks for a second factor they make another phone known. */
export function resetFactor(
  open: OpenOffice,
  { user, why }: Input<'secondFactor.reset'>,
): Output<'secondFactor.reset'> {
  if (user === open.me.id) throw new Refusal('PERM_DENIED', { rule: 'own-account' });
  const person = open.repos.offices.personById(user);
  if (person === undefined || open.repos.factors.get(person.n) === undefined) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    open.repos.factors.remove(person.n);
    audit(open, 'person.factor-removed', user, 'done', why);
  });
  return {};
}

export const getFactorRule = ({ db }: OpenOffice): Output<'secondFactor.rule'> => {
  const { everybody, roles } = factorRule(db);
  return { everybody, roles: [...roles] };
};

export function setFactorRule(open: OpenOffice, rule: Input<'secondFactor.setRule'>): Output<'secondFactor.setRule'> {
  needKnownRoles(open, rule.roles);
  open.db.transaction(() => {
    putText(open.db, 'setting', SETTING, JSON.stringify(rule));
    audit(open, 'office.second-factor', open.self.code, 'done', rule.everybody ? 'everybody' : rule.roles.join(' '));
  });
  return {};
}
