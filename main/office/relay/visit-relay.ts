import { decide } from '#core/rights/decide.ts';
import type { ImportReport } from '#core/contracts/exchange.contract.ts';
import type { ErrorCode } from '#core/errors.ts';
import { readRelayCard, type RelayCard } from '../../crypto/relay-card.ts';
import { valueOf } from '../office-files.ts';
import { asRefusal } from '../unexpected.ts';
import { endsVisit } from './ends-visit.ts';
import { passes, patiently, type Pace } from './patience.ts';
import { putBackup } from './put-backup.ts';
import { receiveByRelay, type Enter, type Received } from './receive-by-relay.ts';
import type { RelayLine } from './relay-line.ts';
import { putRelayState, relayState } from './relay-state.ts';
import { noteRelayTime } from './relay-time.ts';
import { RelayVisit } from './relay-visit.ts';
import { sendByRelay } from './send-by-relay.ts';
import { exchangeTrust } from './trust-at-relay.ts';

const LOGIN_TRIES = 3;

export interface Visited {
  readonly received: readonly ImportReport[];
  readonly sent: number;
}

/** The relay this office is connected with; undefined for none. */
export function connectedRelay(open: Parameters<typeof relayState>[0]): RelayCard | undefined {
  const { card } = relayState(open);
  return card === undefined ? undefined : valueOf(readRelayCard(Buffer.from(card, 'base64url')));
}

const NOTHING: Received = { reports: [], trouble: undefined };

/** What stands in the way of receiving, a full disk for one, keeps nothing from being sent; it is kept to be shown. */
async function receive(visit: RelayVisit, pace: Pace, enter: Enter): Promise<Received> {
  try {
    return await receiveByRelay(visit, pace, enter);
  } catch (error) {
    const refusal = asRefusal(error);
    if (endsVisit(refusal.error.code)) throw refusal;
    return { ...NOTHING, trouble: refusal.error.code };
  }
}

/**
 * What stands in the way of the programme's list keeps no case from coming and going; it is kept to be shown. A line that
 * breaks off before a long list is there may still carry a case.
 */
async function trust(visit: RelayVisit, pace: Pace, enter: Enter): Promise<ErrorCode | undefined> {
  try {
    await exchangeTrust(visit, pace, enter);
    return undefined;
  } catch (error) {
    const refusal = asRefusal(error);
    const { code } = refusal.error;
    if (endsVisit(code) && !passes(code)) throw refusal;
    return code;
  }
}

/**
 * One visit to the relay: what came is fetched and taken in, what waits is brought, as far as the signed-in person may.
 * The network is never waited for inside the office: people's calls get in between any two steps. Trouble ends the visit
 * with a code, which is kept to be shown; what was done stays done, and the next visit goes on there.
 */
export async function visitRelay(
  { line, card }: { readonly line: RelayLine; readonly card: RelayCard },
  pace: Pace,
  enter: Enter,
): Promise<Visited> {
  const { clock, ...who } = await enter(({ self, clock: its }) => ({
    device: self.deviceId,
    office: self.officeId,
    key: self.deviceKey,
    clock: its,
  }));
  const may = await enter(({ subject }) => ({
    receive: decide(subject, 'exchange.receive').allowed,
    send: decide(subject, 'exchange.send').allowed,
  }));
  const visit = new RelayVisit(line, card, who, pace.now);
  try {
    // Whoever asked for the visit is told soon when there is nobody; what is half sent is worth more patience.
    await patiently(pace, () => visit.logIn(), undefined, LOGIN_TRIES);
    // Looked at before the office is waited for, which may be long.
    const here = clock.now();
    await enter((open) => {
      noteRelayTime(open, visit.signedTime, here);
    });
    // First of all: nothing is sealed for a computer that was taken out, and what comes is judged by the newest list.
    const untold = await trust(visit, pace, enter);
    const received: ImportReport[] = [];
    let sent = 0;
    // A backup may take hours: what comes and goes of cases is looked after in between.
    for (;;) {
      const got = may.receive ? await receive(visit, pace, enter) : NOTHING;
      received.push(...got.reports);
      sent += may.send ? await sendByRelay(visit, pace, enter) : 0;
      await enter((open) => {
        putRelayState(open, { lastContact: open.clock.now(), trouble: got.trouble ?? untold });
      });
      if ((await putBackup(visit, pace, enter)) === 'over') return { received, sent };
    }
  } catch (error) {
    const refusal = asRefusal(error);
    const { code } = refusal.error;
    if (code !== 'AUTH_LOCKED')
      await enter((open) => {
        putRelayState(open, { trouble: code });
      });
    throw refusal;
  }
}
