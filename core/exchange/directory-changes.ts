import type { DirectoryEntry, Dropped } from './trust.ts';

/**
 * What became of an office or a computer between two lists: it came, or was dropped or taken out, or came back, or the moment
 * or reason of that changed, or it is on the list no more, or it has another certificate.
 */
export const LIST_CHANGES = ['added', 'out', 'back', 'moment', 'gone', 'certificate'] as const;

export interface ListChange {
  readonly what: (typeof LIST_CHANGES)[number];
  /** As it stood in the earlier list and as it stands in the later one. */
  readonly before: DirectoryEntry | undefined;
  readonly now: DirectoryEntry | undefined;
}

type Entries = readonly DirectoryEntry[];

const isOut = ({ cutOff, dropped }: DirectoryEntry): boolean => cutOff !== undefined || dropped !== undefined;
const keyOf = ({ kind, subject }: DirectoryEntry): string => `${kind}/${subject}`;
const bySubject = (entries: Entries): ReadonlyMap<string, DirectoryEntry> =>
  new Map(entries.map((entry) => [keyOf(entry), entry]));

function whatBecame(before: DirectoryEntry, now: DirectoryEntry): ListChange['what'] | undefined {
  if (isOut(before) !== isOut(now)) return isOut(now) ? 'out' : 'back';
  const { cutOff, dropped } = before;
  const same =
    cutOff?.at === now.cutOff?.at &&
    cutOff?.dseq === now.cutOff?.dseq &&
    dropped?.at === now.dropped?.at &&
    dropped?.why === now.dropped?.why;
  if (!same) return 'moment';
  return before.cert === now.cert ? undefined : 'certificate';
}

/** What is different in the later of two lists, in its order. What came and is out again is left out: there is nothing to undo. */
export function changesBetween(before: Entries, now: Entries): ListChange[] {
  const [then, later] = [bySubject(before), bySubject(now)];
  const changed = now.flatMap((entry): ListChange[] => {
    const known = then.get(keyOf(entry));
    if (!known) return isOut(entry) ? [] : [{ what: 'added', before: undefined, now: entry }];
    const what = whatBecame(known, entry);
    return what === undefined ? [] : [{ what, before: known, now: entry }];
  });
  const gone = before.filter((entry) => !later.has(keyOf(entry)));
  return [...changed, ...gone.map((entry): ListChange => ({ what: 'gone', before: entry, now: undefined }))];
}

/**
 * The entry that undoes a change. Whoever came is not struck off the list but taken out of it, with the moment of the earlier
 * list: so every office learns that what they wrote since does not count. Undefined where nothing can be undone: an office
 * gave itself other people, which needs no list (exchange.md R4).
 *
 * @param since when the earlier list was signed; milliseconds since 1970.
 * @param isHeld whether a certificate of this hash is the one that counts here.
 */
export function undoing(
  { before, now }: ListChange,
  since: number,
  isHeld: (cert: string) => boolean,
): DirectoryEntry | undefined {
  if (!before) {
    if (!now) return undefined;
    return now.kind === 'office'
      ? { ...now, dropped: { at: since, why: 'false' } }
      : { ...now, cutOff: { at: since, dseq: 0 } };
  }
  const undone = !now || isHeld(before.cert) ? before : { ...before, cert: now.cert };
  return now && undone.cert === now.cert && whatBecame(now, undone) === undefined ? undefined : undone;
}

/** Whether a computer was taken out with its office, and not by itself before. */
const wentWith = ({ cutOff }: DirectoryEntry, dropped: Dropped | undefined): boolean =>
  cutOff !== undefined && cutOff.at === dropped?.at && cutOff.dseq === 0;

/**
 * The entries that drop an office from the list. Its computers are taken out with it, from the same moment, so that a program
 * that knows of no dropped office stops writing to them as well; those that were out already stay as they were. For an office
 * that is dropped already the moment and the reason are changed. The moment is put on by milliseconds until no computer was
 * taken out by itself at it: whoever puts the office back can tell which went with it.
 *
 * @param computers the entries of its computers.
 */
export function dropping(office: DirectoryEntry, computers: Entries, { at, why }: Dropped): DirectoryEntry[] {
  const go = computers.filter((one) => !one.cutOff || wentWith(one, office.dropped));
  const alone = new Set(computers.filter((one) => !go.includes(one)).map(({ cutOff }) => cutOff?.at));
  let moment = at;
  while (alone.has(moment)) moment += 1;
  return [
    { ...office, dropped: { at: moment, why } },
    ...go.map((one) => ({ ...one, cutOff: { at: moment, dseq: 0 } })),
  ];
}

/** The entries that put a dropped office back, with the computers that were taken out with it. */
export function puttingBack(office: DirectoryEntry, computers: Entries): DirectoryEntry[] {
  return [office, ...computers.filter((one) => wentWith(one, office.dropped))].map(({ kind, subject, cert }) => ({
    kind,
    subject,
    cert,
  }));
}
