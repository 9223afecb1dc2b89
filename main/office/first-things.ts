import type { CallName } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import type { OpenOffice } from './open-office.ts';

/** What somebody needs who has to choose a passphrase, make a phone known or accept the code of conduct first. */
const NEEDED: ReadonlySet<string> = new Set<CallName>([
  'people.changePassphrase',
  'people.conduct',
  'people.acceptConduct',
  'secondFactor.state',
  'secondFactor.begin',
  'secondFactor.confirm',
]);

/** AUTH_NOT_READY for every other call of a person who has something to do before the work. */
export function refuseBefore({ before }: OpenOffice, call: string): void {
  if (before.size > 0 && !NEEDED.has(call)) throw new Refusal('AUTH_NOT_READY');
}
