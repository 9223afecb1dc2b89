import type { RequestRecipient } from '#core/contracts/data-requests.contract.ts';
import type { PassedRequestEntry, PassOp } from '#core/exchange/passed-words.ts';
import type { OfficeId } from '#core/ids.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { passedWords, wordsOfKind, type PassedWord } from './handover-stream.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { recipientsOf } from './data-recipients.ts';
import type { Kept } from './register-entries.ts';
import { answerIn, openingOf, REQUEST, requestEntries, toldOf, type Entry } from './request-entries.ts';

type RequestWord = PassedWord<Extract<PassOp, readonly [unknown, unknown, 'request', ...unknown[]]>>;

/** An entry of a register as it goes along, with who wrote it and when. */
interface PassedEntry {
  readonly id: string;
  readonly entry: PassedRequestEntry;
  readonly by: string;
  readonly name: string;
  readonly at: number;
}

/** What came or went about one request with hand-overs of its case. */
export const requestWords = (open: OpenOffice, caseN: number, id: string): readonly RequestWord[] =>
  wordsOfKind(passedWords(open, caseN), 'request').filter(({ op }) => op[3] === id);

/** Who got answers of the case here and has not been told what was corrected, without the office that gets the case. */
function owedIn(
  open: OpenOffice,
  row: CaseRow,
  entries: readonly Kept<Entry>[],
  to?: OfficeId,
): readonly RequestRecipient[] {
  if (!entries.some(({ entry }) => entry.kind === 'corrected')) return [];
  return toldOf(open, entries, recipientsOf(open, row.caseId)).filter(
    ({ told, concerned, key }) => told === undefined && concerned !== 'no' && key !== `office ${to ?? ''}`,
  );
}

/** What the new owner needs of an entry; notes, and who was told, stay where they were written. */
function passable({ entry }: Kept<Entry>): PassedRequestEntry | undefined {
  if (entry.kind === 'opened') {
    const { caseId: _here, ...asked } = entry;
    return asked;
  }
  return entry.kind === 'note' || entry.kind === 'informed' || entry.kind === 'owed' ? undefined : entry;
}

/**
 * Requests about the data on the child of a case that go along when it is handed over: those that are not answered, with
 * their clock, and those after which somebody has still to be told what was corrected.
 */
export function requestsToPass(open: OpenOffice, row: CaseRow, to?: OfficeId): readonly PassedEntry[] {
  const about = [...requestEntries(open)].filter(([, entries]) => openingOf(entries).caseId === row.caseId);
  return about.flatMap(([id, entries]): PassedEntry[] => {
    const owed = owedIn(open, row, entries, to);
    if (answerIn(entries) !== undefined && owed.length === 0) return [];
    const words = requestWords(open, row.n, id);
    const nameOf = (by: string): string => (personName(open, by) || nameIn(words, by)).slice(0, 500);
    const said = entries.flatMap((kept): PassedEntry[] => {
      const entry = passable(kept);
      return entry === undefined ? [] : [{ id, entry, by: kept.by, name: nameOf(kept.by), at: kept.at }];
    });
    const [by, me, at] = [open.me.id, open.me.name.slice(0, 500), open.clock.now()];
    const left = owed.map(({ key, kind, name = '', what }): PassedEntry => {
      const recipient = name.slice(0, 300);
      const entry = { kind: 'owed', key, of: kind, recipient, ...(what === undefined ? {} : { what }) } as const;
      return { id, entry, by, name: me, at };
    });
    return [...said, ...left];
  });
}

/** The name of who wrote an entry at the office before, as that office said it; empty where it said none. */
export const nameIn = (words: readonly RequestWord[], by: string): string =>
  words.find(({ op }) => op[5] === by)?.op[6] ?? '';

/** Writes an entry that came with a case into the register of this office, once. */
export function takeRequestEntry(open: OpenOffice, { caseId }: CaseRow, op: RequestWord['op']): void {
  const [, , , id, entry, by, , at] = op;
  const known = requestEntries(open).get(id) ?? [];
  // Two computers of the office before, and a case that comes back, say anew who is still to be told.
  const isKnown = known.some((one) =>
    entry.kind === 'owed'
      ? one.entry.kind === 'owed' && one.entry.key === entry.key
      : one.at === at && one.by === by && one.entry.kind === entry.kind,
  );
  // An entry about a request of which the beginning is not here could not be read as a register.
  if (isKnown || (entry.kind !== 'opened' && known.length === 0)) return;
  // A request that this office knows by the same id is about this very case, or it is none of it.
  if (known.length > 0 && openingOf(known).caseId !== caseId) return;
  if (known.length > 0 && entry.kind === 'opened') return;
  const body: Entry = entry.kind === 'opened' ? { ...entry, caseId } : entry;
  open.repos.registers.add(REQUEST, { id, at, by, body: JSON.stringify(body) });
}
