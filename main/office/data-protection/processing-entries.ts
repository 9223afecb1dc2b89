import { keptProcessingEntry } from '#core/contracts/processing.contract.ts';
import type { OfficeId } from '#core/ids.ts';
import type { z } from 'zod';
import { audit } from '../audit.ts';
import type { OpenOffice } from '../open-office.ts';
import { entriesAbout, keepEntry, type Kept } from '../register-entries.ts';

const PROCESSING = 'processing';

type Entry = z.infer<typeof keptProcessingEntry>;
type Kind = Entry['kind'];
export type ProcessingEntry<K extends Kind> = Extract<Entry, { kind: K }>;

/** Everything that was ever said about the processing of this office, in the order of writing. */
export const processingEntries = (open: OpenOffice): readonly Kept<Entry>[] =>
  entriesAbout(open, PROCESSING, open.self.officeId, keptProcessingEntry);

/** The entries of one kind. */
export const entriesOfKind = <K extends Kind>(
  entries: readonly Kept<Entry>[],
  kind: K,
): readonly Kept<ProcessingEntry<K>>[] =>
  entries.filter((one): one is Kept<ProcessingEntry<K>> => one.entry.kind === kind);

/** The country of each office, as it was said last. */
export const countriesOf = (entries: readonly Kept<Entry>[]): ReadonlyMap<OfficeId, string> =>
  new Map(entriesOfKind(entries, 'country').map(({ entry }) => [entry.office, entry.country]));

/** Writes an entry down, with its line in the audit trail. */
export function keepProcessing(open: OpenOffice, entry: Entry, about = open.self.code): void {
  open.db.transaction(() => {
    keepEntry(open, PROCESSING, open.self.officeId, entry);
    audit(open, 'processing.written', about, 'done', entry.kind);
  });
  open.emit({ type: 'changed', cases: [], all: false });
}
