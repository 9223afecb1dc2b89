import { keptAgreementEntry } from '#core/contracts/agreements.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { agreementState, type AgreementState, type AgreementTerm } from '#core/privacy/agreement.ts';
import type { KnownAgreement } from '#core/privacy/processing-facts.ts';
import { Refusal } from '#core/result.ts';
import type { z } from 'zod';
import { newId } from '../../crypto/hashing.ts';
import { audit } from '../audit.ts';
import { auditWords } from '../audit-words.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { entriesOf, keepEntry, type Kept } from '../register-entries.ts';
import { latestDay } from '../today.ts';

const AGREEMENT = 'agreement';

type Entry = z.infer<typeof keptAgreementEntry>;
type Entries = readonly Kept<Entry>[];
type Heading = Output<'agreements.list'>[number];

const agreementsHere = (open: OpenOffice): Map<string, Kept<Entry>[]> => entriesOf(open, AGREEMENT, keptAgreementEntry);

function openingOf(entries: Entries): Extract<Entry, { kind: 'opened' }> {
  const first = entries[0]?.entry;
  if (first?.kind !== 'opened') throw new Error('a register entry without a beginning');
  return first;
}

/** From when until when, as it was said last. */
function termOf(entries: Entries): AgreementTerm {
  const opening = openingOf(entries);
  const { from, until } = entries.flatMap(({ entry }) => (entry.kind === 'renewed' ? [entry] : [])).at(-1) ?? opening;
  const ended = entries.flatMap(({ entry }) => (entry.kind === 'ended' ? [entry.on] : []))[0];
  return {
    from,
    remind: opening.remind,
    ...(until === undefined ? {} : { until }),
    ...(ended === undefined ? {} : { ended }),
  };
}

function headingOf(open: OpenOffice, id: string, number: number, entries: Entries): Heading {
  const { sort, with: other, country } = openingOf(entries);
  const term = termOf(entries);
  return {
    id,
    number,
    sort,
    with: other,
    country,
    from: term.from,
    ...(term.until === undefined ? {} : { until: term.until }),
    ...agreementState(term, latestDay(open)),
  };
}

const ORDER: readonly AgreementState[] = ['over', 'soon', 'running', 'later', 'ended'];

export function listAgreements(open: OpenOffice): Output<'agreements.list'> {
  const all = [...agreementsHere(open)].map(([id, entries], i) => headingOf(open, id, i + 1, entries));
  const rank = ({ state }: Heading): number => ORDER.indexOf(state);
  return all.toSorted(
    (a, b) => rank(a) - rank(b) || (a.until ?? '9').localeCompare(b.until ?? '9') || a.number - b.number,
  );
}

/** Those that count now or will, for the register of processing. */
export const agreementsInForce = (open: OpenOffice): readonly KnownAgreement[] =>
  listAgreements(open)
    .filter(({ state }) => state !== 'ended')
    .toSorted((a, b) => a.number - b.number)
    .map(({ id, sort, with: other, country, from, until }) => ({
      id,
      sort,
      with: other,
      country,
      from,
      ...(until === undefined ? {} : { until }),
    }));

/** FORM_STALE: there is none. */
function agreementHere(open: OpenOffice, id: string): { readonly entries: Entries; readonly number: number } {
  const all = agreementsHere(open);
  const entries = all.get(id);
  if (entries === undefined) throw new Refusal('FORM_STALE');
  return { entries, number: [...all.keys()].indexOf(id) + 1 };
}

export function readAgreement(open: OpenOffice, { id }: Input<'agreements.read'>): Output<'agreements.read'> {
  const { entries, number } = agreementHere(open, id);
  const { nameOf } = auditWords(open);
  return {
    ...headingOf(open, id, number, entries),
    entries: entries.map(({ at, by, entry }) => ({ atUtc: instantOf(at), by: nameOf(by), entry })),
  };
}

/** FORM_INVALID { field: until } for what would end before it begins. */
function refuseTerm({ from, until }: Pick<AgreementTerm, 'from' | 'until'>): void {
  if (until !== undefined && until < from) throw new Refusal('FORM_INVALID', { field: 'until' });
}

function keep(open: OpenOffice, id: string, entry: Entry): void {
  open.db.transaction(() => {
    keepEntry(open, AGREEMENT, id, entry);
    audit(open, 'agreement.written', id, 'done', entry.kind);
  });
  open.emit({ type: 'changed', cases: [], all: false });
}

export function openAgreement(open: OpenOffice, input: Input<'agreements.open'>): Output<'agreements.open'> {
  refuseTerm(input);
  const id = newId();
  keep(open, id, { kind: 'opened', ...input });
  return { id };
}

/** FORM_STALE for one that was ended and takes notes only; FORM_INVALID { field }. */
export function addToAgreement(open: OpenOffice, { id, entry }: Input<'agreements.add'>): Output<'agreements.add'> {
  const { entries } = agreementHere(open, id);
  const term = termOf(entries);
  if (term.ended !== undefined && entry.kind !== 'note') throw new Refusal('FORM_STALE');
  if (entry.kind === 'renewed') refuseTerm(entry);
  if (entry.kind === 'ended' && entry.on < term.from) throw new Refusal('FORM_INVALID', { field: 'on' });
  keep(open, id, entry);
  return {};
}
