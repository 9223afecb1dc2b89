import type { CaseFile } from '#core/contracts/cases.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { fieldsIn } from '#core/forms/known-fields.ts';
import type { FormDef } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { hasLeft } from '../storage/office.repo.ts';
import { rejectedBy } from './aside/list-aside.ts';
import { audit } from './audit.ts';
import { mayCall } from './authorise-call.ts';
import { callsAllowed } from './case-calls.ts';
import { documentOf, loadCase, readableCase, resourceOf, sightIn } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { stepsForPerson } from './case-steps.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
import { askedForms, formsOnlyRead } from './forms-only-read.ts';
import { conflictsOfCase } from './conflicts.ts';
import { droppedView } from './dropped-view.ts';
import { mergeView } from './merge-view.ts';
import type { OpenOffice } from './open-office.ts';
import { readOnlyBecause } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';

/** That the office which the case belongs to is no longer in the programme. */
function ownerDropped(open: OpenOffice, officeN: number): Pick<CaseFile, 'ownerDropped'> {
  const owner = open.repos.offices.office(officeN);
  const { dropped } = owner && hasLeft(owner) ? droppedView(owner) : {};
  return owner && dropped ? { ownerDropped: { office: owner.name, ...dropped } } : {};
}

/** Every question of a form, named as masked answers are: nothing tells which of them are answered. */
const answersOf = (form: FormDef): readonly string[] =>
  fieldsIn([form]).map(({ collection, def }) => (collection === CASE_RECORD ? def.id : `${collection}.${def.id}`));

/** A case as this person may see it. Opening it is a line in the audit trail. */
export function openCase(open: OpenOffice, { caseId }: Input<'cases.open'>): Output<'cases.open'> {
  const { repos } = open;
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const sight = sightIn(open, resource);
  const whole = documentOf(stored);
  const { document, masked } = readableCase(open, stored);
  const closedForms = sight.closed(askedForms(open));
  const row = repos.list.get(stored.row.n);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  const names = decide(open.subject, 'case.names', resource).allowed;
  const readOnlyForms = formsOnlyRead(open, resource, 'case.write');
  // To a role that writes notes and no answers the page offers no form to write in.
  const role = mayCall(open, 'cases.startEdit', resource) && readOnlyForms.length < askedForms(open).length;
  const readOnly = readOnlyBecause(open, stored);
  const merges = mergeView(open, stored, document, resource);
  const why: CaseFile['readOnlyBecause'] = merges.mergedInto
    ? 'merged'
    : readOnly === 'restricted'
      ? 'restricted'
      : !role
        ? 'role'
        : readOnly === 'disabled'
          ? 'closed'
          : readOnly;
  // Together: each by itself would wait for the disk.
  open.db.transaction(() => {
    audit(open, 'case.opened', caseId);
    repos.visits.visit(open.me.id, stored.row.n, taskNow(open));
  });
  return {
    caseId,
    code: stored.row.code,
    line: lineOf(open, row, names),
    document: document as CaseFile['document'],
    today: judgingDay(open),
    masked: [...new Set([...masked, ...closedForms.flatMap(answersOf)])],
    formsClosed: closedForms.map(({ id }) => id),
    formsReadOnly: readOnlyForms.map(({ id }) => id),
    conflicts: conflictsOfCase(open, stored.row.n),
    mayCall: callsAllowed(open, resource, sight),
    mayWrite: why === undefined,
    pinned: repos.visits.pinned(open.me.id).includes(stored.row.n),
    ...(why === undefined ? {} : { readOnlyBecause: why }),
    drafts: repos.drafts.ofCase(caseId).map((draft) => ({
      draftId: draft.id,
      by: repos.offices.personById(draft.userId)?.name ?? '',
      own: draft.userId === open.me.id,
      savedAtUtc: instantOf(draft.updatedAt),
    })),
    createdAtUtc: instantOf(stored.row.createdAt),
    ...merges,
    ...stepsForPerson(open, stored, whole, masked.length === 0 ? whole : document, sight),
    sharedWith: repos.links.sharesOf(stored.row.n).flatMap(({ officeN, since }) => {
      const office = repos.offices.office(officeN);
      return office && !office.isSelf ? [{ office: office.name, code: office.code, sinceUtc: instantOf(since) }] : [];
    }),
    rejectedBy: rejectedBy(open, stored.row.n),
    ...ownerDropped(open, stored.row.ownerOfficeN),
    accepted: repos.drafts.accepted(stored.row.n).map((check) => ({
      rule: check.rule,
      field: check.field,
      reason: check.reason,
      by: repos.offices.personById(check.userId)?.name ?? '',
      atUtc: instantOf(check.at),
    })),
  };
}
