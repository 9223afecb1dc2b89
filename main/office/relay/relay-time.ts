import { z } from 'zod';
import { witnessRelay, type RelayTime } from '#core/exchange/relay-time.ts';
import { NamedTexts, dropText, putText } from '../../storage/meta.repo.ts';
import type { OpenOffice } from '../open-office.ts';

/** The name under which it is kept, for one relay: whoever leaves a relay, whose clock may be wrong, leaves its time too. */
export const RELAY_TIME = 'relay_time';
const kept = z.tuple([z.int(), z.int(), z.int()]);

/** What the relay of this office last said of the time; undefined before its first visit. */
export function relayTime({ db }: Pick<OpenOffice, 'db'>): RelayTime | undefined {
  const text = new NamedTexts(db, 'meta').get(RELAY_TIME);
  if (text === undefined) return undefined;
  const [said, here, latest] = kept.parse(JSON.parse(text));
  return { said, here, latest };
}

/** Keeps what the relay said, and what this computer's clock showed at that moment. Milliseconds since 1970, UTC. */
export function noteRelayTime(open: Pick<OpenOffice, 'db'>, said: number, here: number): void {
  const next = witnessRelay(relayTime(open), said, here);
  if (next) putText(open.db, 'meta', RELAY_TIME, JSON.stringify([next.said, next.here, next.latest]));
}

export function forgetRelayTime({ db }: Pick<OpenOffice, 'db'>): void {
  dropText(db, 'meta', RELAY_TIME);
}
