import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { exchangeCalls, place } from './exchange.contract.ts';
import { instant, line, none, officeId } from './values.ts';
import { ERRORS } from '#core/errors.ts';

/** What an office opens to connect: whose relay it is, and the words that are compared with its operator. */
export const relayCard = z.strictObject({
  name: line,
  url: line,
  words: z.array(z.string()).length(6),
  groups: z.array(z.string()).length(5),
});
const code = z.string().refine((text): text is keyof typeof ERRORS => Object.hasOwn(ERRORS, text));

const list = z.strictObject({ version: z.int(), issuedAtUtc: instant.exactOptional() });

export const relayStatus = z.strictObject({
  /** Null: this office uses no relay. */
  relay: relayCard.nullable(),
  /** Visits by itself. */
  automatic: z.boolean(),
  /** The connection costs by the byte: only what a person asks for. */
  metered: z.boolean(),
  /** Most bytes a second; null: as fast as it goes. */
  cap: z.int().nullable(),
  visiting: z.boolean(),
  lastContactAtUtc: instant.exactOptional(),
  /** Why the last visit ended, if it did not end well. */
  trouble: code.exactOptional(),
  /** The clock of this computer beside the relay's, at the last contact. */
  clock: z
    .strictObject({
      saidAtUtc: instant,
      hereAtUtc: instant,
      /** Milliseconds by which this computer is ahead, or behind where it is below 0; there when that is trouble. */
      off: z.int().exactOptional(),
    })
    .exactOptional(),
  /** The programme's list of this office beside the relay's, as of the last contact; absent where the programme has none. */
  list: z
    .strictObject({
      here: list,
      there: list.exactOptional(),
      /** The relay's beside this office's. */
      state: z.enum(['none', 'same', 'older', 'newer']),
      /** When a visit brought the list that this office goes by now. */
      cameAtUtc: instant.exactOptional(),
    })
    .exactOptional(),
  offices: z.array(
    z.strictObject({
      officeId,
      name: line,
      /** Bytes of a sealed bundle that is on its way; 0 for none. */
      onTheWay: z.int(),
      trouble: code.exactOptional(),
    }),
  ),
});

export const relayCalls = {
  status: call('exchange.view', none, relayStatus),
  /** Asks for the card of a relay and reads it; nothing is stored before `connect`. */
  pickCard: desktopCall('exchange.trust', none, z.strictObject({ place, card: relayCard }).nullable()),
  /** Uses the relay of the card after its words were compared. SYNC_CARD_MISMATCH. */
  connect: call('exchange.trust', z.strictObject({ place, words: z.array(z.string()).length(6) }), relayStatus),
  disconnect: call('exchange.trust', none, relayStatus),
  settings: call(
    'exchange.view',
    z.strictObject({
      automatic: z.boolean(),
      metered: z.boolean(),
      /** As in the status; absent: as it was. */
      cap: z.int().min(100).max(100_000_000).nullable().exactOptional(),
    }),
    relayStatus,
  ),
  /** Begins a visit now, and answers before it ends: `changed` tells when it did. */
  visit: call('exchange.view', none, relayStatus),
  /** Shares what was chosen, so that the next visit takes it along. */
  queue: call('exchange.send', exchangeCalls.preview.input, z.strictObject({ cases: z.int() })),
} as const;

export type RelayCardView = z.infer<typeof relayCard>;
export type RelayStatus = z.infer<typeof relayStatus>;
