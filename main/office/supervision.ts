import { dayIn, momentIn, textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseLine } from '#core/contracts/cases.contract.ts';
import type { SupervisionSession } from '#core/contracts/supervision.contract.ts';
import { personMark } from '#core/finding/record-facts.ts';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { Row, Values } from '#core/forms/types.ts';
import type { UserId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { setFields } from './approvals.ts';
import { documentOf, loadCaseRow, resourceOf, sightOfCase, type StoredCase } from './case-document.ts';
import { isBarred } from './case-exceptions.ts';
import { lineOf } from './case-line.ts';
import { instantOf } from './clock.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { recordChanges, together } from './record-changes.ts';
import { ownList } from './record-list-reach.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';
import { mayOwn } from './transfer-case.ts';

/**
 * Supervision sessions (reference.md §3.11): what was talked about and agreed stands as a row in each of the cases, in the
 * compartment that stays in this office. Rows of one session share its id.
 */
const COLLECTION = 'supervisions';
const AGREED = 'supervision_agreed';
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;

type SessionCase = SupervisionSession['cases'][number];
/** A row with the case that it stands in. */
interface Held {
  readonly stored: StoredCase;
  readonly row: Row;
}

/** The rows in the cases that meet a condition, the newest session first. */
function rowsWhere(open: OpenOffice, where: ReadyFilter, most: number): readonly Held[] {
  const asked = {
    list: 'supervision',
    where,
    usual: false,
    sort: 'at',
    descending: true,
    offset: 0,
    limit: most,
  } as const;
  const cases = new Map<number, StoredCase>();
  return open.repos.listed.page(asked).places.flatMap(({ caseN, key }): Held[] => {
    const caseRow = open.repos.cases.byNumber(caseN);
    if (caseRow === undefined) return [];
    const stored = cases.get(caseN) ?? loadCaseRow(open, caseRow);
    cases.set(caseN, stored);
    const row = documentOf(stored).rows[COLLECTION]?.find(({ id }) => id === key);
    return row === undefined ? [] : [{ stored, row }];
  });
}

/**
 * Writes a session down: all of its cases or none. PERSON_NOT_FITTING for somebody who follows no cases, and for the own
 * work; FORM_INVALID { field } for a day that has not come, or something to be done before it was agreed.
 */
export function recordSupervision(open: OpenOffice, input: Input<'supervision.record'>): Output<'supervision.record'> {
  const { worker, date, discussed } = input;
  if (worker === open.me.id || !mayOwn(open, worker)) throw new Refusal('PERSON_NOT_FITTING');
  if (date > judgingDay(open)) throw new Refusal('FORM_INVALID', { field: 'supervision_date', count: 1 });
  if (discussed.some(({ due }) => due !== undefined && due < date))
    throw new Refusal('FORM_INVALID', { field: 'supervision_due', count: 1 });
  const session = newId();
  together(open, () => {
    for (const { caseId, agreed, due } of discussed)
      recordChanges(open, caseId, (stored) => {
        refuseReadOnly(open, stored, 'closed');
        if (!decide(open.subject, 'case.approve', resourceOf(open, stored)).allowed)
          throw new Refusal('PERM_DENIED', { right: 'case.approve', rule: 'outside-scope' });
        const values: Values = {
          supervision_session: session,
          supervision_date: day(date),
          supervision_by: open.me.id,
          supervision_worker: worker,
          supervision_by_name: open.me.name,
          supervision_worker_name: personName(open, worker),
          ...(agreed === '' ? {} : { [AGREED]: agreed }),
          ...(due === undefined ? {} : { supervision_due: day(due) }),
        };
        return {
          changes: [{ kind: 'add', collection: COLLECTION, row: newId(), values }],
          action: 'supervision.recorded',
          extra: session,
        };
      });
  });
  return { session };
}

/** The own word on a session. FORM_STALE when there is none of this id with this person, or it was given already. */
export function acknowledgeSupervision(
  open: OpenOffice,
  { session }: Input<'supervision.acknowledge'>,
): Record<string, never> {
  // Also in a case that went to somebody else since.
  const mine: ReadyFilter = { is: 'mark', fact: 'supervision_worker', of: 'record', in: [personMark(open.me.id)] };
  const held = rowsWhere(open, mine, MOST_ROWS).filter(
    ({ stored, row: { values } }) =>
      values['supervision_session'] === session &&
      values['supervision_seen'] === undefined &&
      !isBarred(open, stored.row.caseId),
  );
  if (held.length === 0) throw new Refusal('FORM_STALE');
  together(open, () => {
    for (const { stored, row } of held)
      recordChanges(open, stored.row.caseId, () => ({
        changes: setFields(COLLECTION, row.id, { supervision_seen: momentHere(open) }),
        action: 'supervision.acknowledged',
        extra: session,
      }));
  });
  return {};
}

/** Marks what was agreed as done. FORM_STALE when there is nothing of it, or it is done already. */
export function settleSupervision(
  open: OpenOffice,
  { caseId, row }: Input<'supervision.settle'>,
): Record<string, never> {
  recordChanges(open, caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    const found = documentOf(stored).rows[COLLECTION]?.find(({ id }) => id === row);
    if (found === undefined || found.values['supervision_done'] !== undefined) throw new Refusal('FORM_STALE');
    return {
      changes: setFields(COLLECTION, row, {
        supervision_done: momentHere(open),
        supervision_done_by: open.me.id,
      }),
      action: 'supervision.settled',
    };
  });
  return {};
}

const MOST_ROWS = 2000;

/** Sessions as far as they are open to this person: of the cases in their lists, the newest first. */
export function listSupervision(open: OpenOffice): Output<'supervision.sessions'> {
  const own = ownList(open, 'supervision');
  if (own.closed) return [];
  const sessions = new Map<string, SupervisionSession>();
  for (const held of rowsWhere(open, own.reach.limit, MOST_ROWS)) {
    const id = textIn(held.row.values, 'supervision_session');
    const date = dayIn(held.row.values, 'supervision_date');
    if (id === undefined || date === undefined) continue;
    const session = sessions.get(id) ?? headOf(open, id, date, held.row.values);
    const line = open.repos.list.get(held.stored.row.n);
    const cases = line === undefined ? [] : [caseView(open, held, lineOf(open, line, false))];
    sessions.set(id, { ...session, cases: [...session.cases, ...cases] });
  }
  return [...sessions.values()].slice(0, MOST_SESSIONS);
}
const MOST_SESSIONS = 500;

function headOf(open: OpenOffice, session: string, date: string, values: Values): SupervisionSession {
  const worker = textIn(values, 'supervision_worker') ?? '';
  const seen = momentIn(values, 'supervision_seen');
  return {
    session,
    date,
    by: personName(open, textIn(values, 'supervision_by')),
    worker: { user: worker as UserId, name: personName(open, worker) },
    ...(seen === undefined ? {} : { seenAtUtc: instantOf(seen) }),
    mayAcknowledge: worker === open.me.id && seen === undefined,
    cases: [],
  };
}

function caseView(open: OpenOffice, { stored, row: { id, values } }: Held, line: CaseLine): SessionCase {
  const due = dayIn(values, 'supervision_due');
  const done = momentIn(values, 'supervision_done');
  return {
    caseId: line.caseId,
    rowId: id,
    code: line.code,
    initials: line.initials,
    ...(line.risk === undefined ? {} : { risk: line.risk }),
    ...(sightOfCase(open, stored).sees(COLLECTION, AGREED) ? { agreed: textIn(values, AGREED) ?? '' } : {}),
    ...(due === undefined ? {} : { due }),
    ...(done === undefined ? {} : { doneAtUtc: instantOf(done) }),
    maySettle: done === undefined && decide(open.subject, 'case.write', resourceOf(open, stored)).allowed,
  };
}
