import type { CaseFile } from '#core/contracts/cases.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { fieldsIn } from '#core/forms/known-fields.ts';
import type { FormDef } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { writesIn } from '#core/rights/sight.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { Refusal } from '#core/result.ts';
import { hasLeft } from '../storage/office.repo.ts';
import { rejectedBy } from './aside/list-aside.ts';
import { audit } from './audit.ts';
import { documentOf, loadCase, resourceOf, sightIn } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { stepsForPerson } from './case-steps.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
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

/** The forms that people fill in. */
const asked = ({ configuration: { configuration } }: OpenOffice): readonly FormDef[] =>
  configuration.forms.filter(({ system }) => system !== true);

/** Every question of a form, named as masked answers are: nothing tells which of them are answered. */
const answersOf = (form: FormDef): readonly string[] =>
  fieldsIn([form]).map(({ collection, def }) => (collection === CASE_RECORD ? def.id : `${collection}.${def.id}`));

/** The forms of which the person may write no answer. */
function readOnlyForms(open: OpenOffice, resource: CaseResource): readonly FormDef[] {
  const writes = writesIn(open.subject, 'case.write', resource, open.fields);
  return asked(open).filter((form) => !fieldsIn([form]).some(({ collection, def }) => writes(collection, def.id)));
}

/** A case as this person may see it. Opening it is a line in the audit trail. */
export function openCase(open: OpenOffice, { caseId }: Input<'cases.open'>): Output<'cases.open'> {
  const { repos } = open;
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const sight = sightIn(open, resource);
  const whole = documentOf(stored);
  const { document, masked } = maskDocument(whole, sight.sees);
  const closedForms = sight.closed(asked(open));
  const row = repos.list.get(stored.row.n);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  const names = decide(open.subject, 'case.names', resource).allowed;
  const role = decide(open.subject, 'case.write', resource).allowed;
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
    formsReadOnly: readOnlyForms(open, resource).map(({ id }) => id),
    conflicts: conflictsOfCase(open, stored.row.n),
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
