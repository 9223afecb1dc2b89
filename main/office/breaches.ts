import type { Input, Output } from '#core/contracts/index.ts';
import { instantOf as instantOfMoment } from '#core/forms/date-time.ts';
import { breachClock, HOURS_TO_TELL } from '#core/privacy/breach.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { BREACH, breachesHere, tellingOf, type BreachEntry as Entry } from './breach-entries.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';
import { keepEntry, pastInstant, type Kept } from './register-entries.ts';

const HOUR_MS = 3_600_000;

type Heading = Output<'breaches.list'>[number];

const isClosed = (entries: readonly Kept<Entry>[]): boolean => entries.some(({ entry }) => entry.kind === 'closed');

function headingOf(open: OpenOffice, id: string, number: number, entries: readonly Kept<Entry>[]): Heading {
  const first = entries[0]?.entry;
  if (first?.kind !== 'opened') throw new Error('a register entry without a beginning');
  const knownAt = instantOfMoment(first.known) ?? 0;
  return {
    id,
    number,
    title: first.title,
    sort: first.sort,
    knownUtc: instantOf(knownAt),
    dueUtc: instantOf(knownAt + HOURS_TO_TELL * HOUR_MS),
    clock: breachClock(knownAt, tellingOf(entries, 'authority'), open.clock.now()),
    people: tellingOf(entries, 'people').state,
    closed: isClosed(entries),
  };
}

/** Incidents with data, newest first. */
export function listBreaches(open: OpenOffice): Output<'breaches.list'> {
  return [...breachesHere(open)].map(([id, entries], i) => headingOf(open, id, i + 1, entries)).toReversed();
}

function shownEntry(open: OpenOffice, entry: Entry): Output<'breaches.read'>['entries'][number]['entry'] {
  if (entry.kind !== 'records') return entry;
  const { kind, cases, text } = entry;
  const told = cases.filter((caseId) => !isBarred(open, caseId));
  const codes = told.map((caseId) => open.repos.cases.byId(caseId)?.code ?? caseId).toSorted();
  return { kind, text, count: cases.length, ...(decide(open.subject, 'audit.view').allowed ? { codes } : {}) };
}

/** One incident with everything that was written about it. FORM_STALE: there is none. */
export function readBreach(open: OpenOffice, { id }: Input<'breaches.read'>): Output<'breaches.read'> {
  const all = breachesHere(open);
  const entries = all.get(id);
  if (entries === undefined) throw new Refusal('FORM_STALE');
  const { nameOf } = auditWords(open);
  return {
    ...headingOf(open, id, [...all.keys()].indexOf(id) + 1, entries),
    entries: entries.map(({ at, by, entry }) => ({
      atUtc: instantOf(at),
      by: nameOf(by),
      entry: shownEntry(open, entry),
    })),
  };
}

/** Writes an incident down; from then on it is only added to. FORM_INVALID { field }. */
export function openBreach(open: OpenOffice, input: Input<'breaches.open'>): Output<'breaches.open'> {
  pastInstant(open, input.known, 'known');
  if (input.happened !== undefined) pastInstant(open, input.happened, 'happened');
  const id = newId();
  open.db.transaction(() => {
    keepEntry(open, BREACH, id, { kind: 'opened', ...input } satisfies Entry);
    audit(open, 'breach.opened', id, 'done', input.sort);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return { id };
}

/** Adds to an incident; the conclusion closes it. FORM_STALE when it is not there or takes no more of this. */
export function addToBreach(open: OpenOffice, { id, entry }: Input<'breaches.add'>): Output<'breaches.add'> {
  const entries = breachesHere(open).get(id);
  if (entries === undefined || (isClosed(entries) && entry.kind !== 'note')) throw new Refusal('FORM_STALE');
  if (entry.kind === 'told') pastInstant(open, entry.on, 'on');
  if (entry.kind === 'records' && entry.cases.some((one) => open.repos.cases.byId(one) === undefined))
    throw new Refusal('FORM_CASE_NOT_FOUND');
  const kept: Entry = entry.kind === 'everything' ? { ...entry, count: open.repos.cases.count() } : entry;
  open.db.transaction(() => {
    keepEntry(open, BREACH, id, kept);
    audit(open, entry.kind === 'closed' ? 'breach.closed' : 'breach.added', id, 'done', entry.kind);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}
