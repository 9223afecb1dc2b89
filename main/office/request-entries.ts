import { dayAt } from '#core/casework/working-time.ts';
import { keptRequestEntry, type DataRequest } from '#core/contracts/data-requests.contract.ts';
import type { z } from 'zod';
import { auditWords } from './audit-words.ts';
import type { Recipient } from './data-recipients.ts';
import type { OpenOffice } from './open-office.ts';
import { entriesOf, type Kept } from './register-entries.ts';

export const REQUEST = 'request';

export type Entry = z.infer<typeof keptRequestEntry>;
export type Entries = readonly Kept<Entry>[];

/** All requests about the data on people, by their ids, in the order in which they were written down. */
export const requestEntries = (open: OpenOffice): Map<string, Kept<Entry>[]> =>
  entriesOf(open, REQUEST, keptRequestEntry);

/** When and how it was answered. */
export const answerIn = (entries: Entries) =>
  entries.flatMap(({ at, entry }) => (entry.kind === 'answered' ? [{ at, outcome: entry.outcome }] : []))[0];

/** What was asked. */
export function openingOf(entries: Entries): Extract<Entry, { kind: 'opened' }> {
  const first = entries[0]?.entry;
  if (first?.kind !== 'opened') throw new Error('a register entry without a beginning');
  return first;
}

/** Whether a recipient got one of the answers that were corrected; everybody did as long as nobody said which they are. */
function concernedBy({ got }: Recipient, corrected: readonly string[]): DataRequest['recipients'][number]['concerned'] {
  if (corrected.length === 0 || got === 'all') return 'yes';
  if (got === undefined) return 'unknown';
  return corrected.some((answer) => got.has(answer)) ? 'yes' : 'no';
}

/** Who of the recipients has to be told, and was. */
export function toldOf(
  open: OpenOffice,
  entries: Entries,
  recipients: readonly Recipient[],
): DataRequest['recipients'] {
  const { nameOf } = auditWords(open);
  const corrected = entries.flatMap(({ entry }) => (entry.kind === 'corrected' ? entry.answers : []));
  const listed = new Set(recipients.map(({ key }) => key));
  // Of a request that came with the case: who got answers at the office before, and has not been told.
  const before = entries.flatMap(({ entry }): Recipient[] => {
    if (entry.kind !== 'owed' || listed.has(entry.key)) return [];
    listed.add(entry.key);
    const { key, of, recipient, what } = entry;
    const name = recipient === '' ? {} : { name: recipient };
    return [{ key, kind: of, ...name, ...(what === undefined ? {} : { what }), got: 'all' }];
  });
  return [...recipients, ...before].map((one) => {
    const { got: _, ...shown } = one;
    const told = entries.flatMap(({ at, by, entry }) =>
      entry.kind === 'informed' &&
      (entry.key ?? one.key) === one.key &&
      (entry.key !== undefined || entry.recipient === one.name)
        ? [{ by: nameOf(by), on: entry.on ?? dayAt(at, open.self.timeZone), how: entry.how }]
        : [],
    )[0];
    return { ...shown, concerned: concernedBy(one, corrected), ...(told === undefined ? {} : { told }) };
  });
}
