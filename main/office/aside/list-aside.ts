import type { AsideEntry, RejectedThere } from '#core/contracts/aside.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import { asideCode, asideReason } from '#core/exchange/aside-reasons.ts';
import { isAnswerOp, type Op, type UnknownOp } from '#core/exchange/op.ts';
import { decide } from '#core/rights/decide.ts';
import type { AsideRow, RejectedRow } from '../../storage/aside.repo.ts';
import type { CaseRow } from '../../storage/case.repo.ts';
import { loadCaseRow, resourceOf, sightIn } from '../case-document.ts';
import { isBarred, isUnnamed } from '../case-exceptions.ts';
import { initialsIn } from '../case-line.ts';
import { instantOf } from '../clock.ts';
import { officeOfDevice } from '../office-of-device.ts';
import type { OpenOffice } from '../open-office.ts';
import { insideOf, waitingFor } from './aside-commit.ts';

const MOST_FIELDS = 12;
/** A list names so many: what others send must not hold the office up. */
const LISTED = 200;
/** And looks into changes up to this size, as put away; no form that a person fills comes near it. */
const MOST_BYTES = 256 * 1024;

/** The case that a stream belongs to, or that its first commit names; undefined where it is not here. */
export function caseOf(open: OpenOffice, row: Pick<AsideRow, 'id' | 'streamId'>): CaseRow | undefined {
  const { cases, aside } = open.repos;
  const stream = cases.streamById(row.streamId);
  if (stream !== undefined) return cases.byNumber(stream.caseN);
  const item = aside.itemOf(row.id);
  const [first] = item && item.length <= MOST_BYTES ? insideOf(item).ops : [];
  return first !== undefined && !('unknown' in first) && first[0] === 'gen' ? cases.byId(first[1]) : undefined;
}

/** The case as the person may be told of it: nothing of one that they may not know. */
export function aboutOf(open: OpenOffice, row: CaseRow | undefined): AsideEntry['about'] {
  const line = row && open.repos.list.get(row.n);
  if (!row || !line) return undefined;
  const resource = resourceOf(open, loadCaseRow(open, row));
  if (!decide(open.subject, 'case.view', resource).allowed) return undefined;
  return { caseId: row.caseId, code: row.code, initials: initialsIn(open, line) };
}

function fieldsOf(
  open: OpenOffice,
  row: CaseRow,
  ops: readonly (Op | UnknownOp)[],
): Pick<AsideEntry, 'fields' | 'more'> {
  const sight = sightIn(open, resourceOf(open, loadCaseRow(open, row)));
  const named = new Map<string, AsideEntry['fields'][number]>();
  for (const op of ops.filter(isAnswerOp)) {
    const fields = op[0] === 'doc' ? Object.keys(op[3]) : op[0] === 'set' ? [op[3]] : [];
    for (const field of fields) if (sight.sees(op[1], field)) named.set(`${op[1]}/${field}`, { record: op[1], field });
  }
  const all = [...named.values()];
  return { fields: all.slice(0, MOST_FIELDS), more: Math.max(0, all.length - MOST_FIELDS) };
}

function entryOf(open: OpenOffice, row: AsideRow, waiting: number): AsideEntry | undefined {
  const { offices, aside } = open.repos;
  const caseRow = caseOf(open, row);
  if (caseRow && isBarred(open, caseRow.caseId)) return undefined;
  const item = aside.itemOf(row.id);
  const { head, ops } = item && item.length <= MOST_BYTES ? insideOf(item) : { head: undefined, ops: [] };
  const sender = offices.office(row.officeN);
  const session = head && offices.sessionById(head.session);
  const person = session && offices.person(session.personN);
  const byOffice = officeOfDevice(open, head && offices.deviceById(head.device));
  const about = aboutOf(open, caseRow);
  const code = asideCode(row.reason);
  const { discarded } = row;
  // Who wrote it and when, and why it was discarded, may say who the child is and what happened to it.
  const tells = about !== undefined && caseRow !== undefined && !isUnnamed(open, caseRow.caseId);
  const reason = asideReason(code);
  // What it says of its author is not believed before it is proven.
  const isProven = reason !== 'not_proven' && reason !== 'unreadable';
  return {
    id: row.id,
    office: sender?.name ?? '',
    officeCode: sender?.code ?? '',
    receivedAtUtc: instantOf(row.receivedAt),
    ...(tells && isProven && person ? { by: person.name } : {}),
    ...(tells && isProven && byOffice ? { byOffice: byOffice.name } : {}),
    ...(tells && head ? { writtenAtUtc: instantOf(head.wall) } : {}),
    reason,
    code,
    ...(about && caseRow ? { about, ...fieldsOf(open, caseRow, ops) } : { fields: [], more: 0 }),
    waiting,
    ...(discarded
      ? {
          discarded: {
            atUtc: instantOf(discarded.at),
            ...(tells ? { by: offices.personById(discarded.user)?.name ?? '', why: discarded.why } : {}),
          },
        }
      : {}),
    mayDiscard: mayDiscard(open, caseRow),
  };
}

/** Whether the person may decide that a change of this case, or of none that is here, does not count. */
export function mayDiscard(open: OpenOffice, row: CaseRow | undefined): boolean {
  const resource = row && resourceOf(open, loadCaseRow(open, row));
  return decide(open.subject, 'review.decide', resource).allowed;
}

/** What other offices did not take of a case, those that the person may know; a line for each office. */
export function rejectedOf(open: OpenOffice, rows: readonly RejectedRow[]): RejectedThere[] {
  const groups = new Map<string, RejectedRow[]>();
  for (const row of rows) {
    const key = `${String(row.officeN)}/${String(row.caseN)}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const office = first && open.repos.offices.office(first.officeN);
    const caseRow = first && open.repos.cases.byNumber(first.caseN);
    if (!first || !office || (caseRow && isBarred(open, caseRow.caseId))) return [];
    const about = aboutOf(open, caseRow);
    return [
      {
        office: office.name,
        officeCode: office.code,
        ...(about ? { about } : {}),
        changes: group.length,
        discarded: group.filter(({ discarded }) => discarded).length,
        reasons: [...new Set(group.map(({ reason }) => asideReason(reason)))],
        sinceUtc: instantOf(Math.min(...group.map(({ since }) => since))),
      },
    ];
  });
}

/** Which offices did not take changes of a case that the person has opened. */
export const rejectedBy = (open: OpenOffice, caseN: number): Output<'cases.open'>['rejectedBy'] =>
  rejectedOf(
    open,
    open.repos.aside.rejected().filter((row) => row.caseN === caseN),
  ).map(({ office, changes, discarded, reasons }) => ({ office, changes, discarded, reasons }));

/** As they were read, and those of one bundle as they say to have been written. Instants compare as text. */
function byArrival(one: AsideEntry, other: AsideEntry): number {
  const key = ({ receivedAtUtc, writtenAtUtc }: AsideEntry): string => `${receivedAtUtc} ${writtenAtUtc ?? ''}`;
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

/** Everything that was set aside, here and at others, as far as the person may know of it. */
export function listAside(open: OpenOffice): Output<'aside.list'> {
  const waits = waitingFor(open);
  return {
    here: open.repos.aside
      .list(LISTED)
      .flatMap((row) => entryOf(open, row, waits(row.id)) ?? [])
      .sort(byArrival),
    more: Math.max(0, open.repos.aside.ids().length - LISTED),
    there: rejectedOf(open, open.repos.aside.rejected()),
    mayDecide: decide(open.subject, 'review.decide').allowed,
  };
}
