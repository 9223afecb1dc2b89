import { rowForOther, sharedRowFields } from '#core/family/shared-answers.ts';
import { textIn } from '#core/casework/row-values.ts';
import type { Input } from '#core/contracts/index.ts';
import { isList } from '#core/forms/answer-kind.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import type { Row } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { newId } from '../crypto/hashing.ts';
import { loadCase } from './case-document.ts';
import { caseOfCode, kinOf, knownCase, maySee, type KnownCase } from './family-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges, together } from './record-changes.ts';

const LINKS = 'incident_links';
const INCIDENTS = 'incidents';

const incidentIn = ({ document }: KnownCase, id: string): Row | undefined =>
  rowsOf(document, INCIDENTS).find((row) => row.id === id);

/** The case, if this person may write it and read all of its incidents. */
function withIncidents(open: OpenOffice, row: CaseRow): KnownCase | undefined {
  const known = knownCase(open, row);
  const fields = open.configuration.fields.get(INCIDENTS)?.fields ?? [];
  const reads = [INCIDENTS, LINKS].every((field) => maySee(known, field));
  return known.mayWrite && reads && fields.every(({ def }) => known.sight.sees(INCIDENTS, def.id)) ? known : undefined;
}

const linkOf = (own: string, code: string, other: string): Change => ({
  kind: 'add',
  collection: LINKS,
  row: newId(),
  values: { link_incident: own, link_case: [code], link_row: other },
});
const linksTo = ({ whole }: KnownCase, own: string, code: string): readonly Row[] =>
  rowsOf(whole, LINKS).filter(({ values }) => {
    const codes = values['link_case'];
    return values['link_incident'] === own && isList(codes) && codes.includes(code);
  });

/**
 * Says in both cases that it was one incident. Without a row of the other case what happened is recorded there, when
 * and where and of which kind: never what the first child told. FORM_STALE when a row is gone, closed to the person, or
 * linked already.
 */
export function linkIncident(open: OpenOffice, input: Input<'family.linkIncident'>): Record<string, never> {
  together(open, () => {
    const ours = withIncidents(open, loadCase(open, input.caseId).row);
    const theirs = withIncidents(open, loadCase(open, input.other).row);
    if (ours === undefined || theirs === undefined) throw new Refusal('FORM_STALE');
    const family = kinOf(open, ours).some(({ other }) => other.code === theirs.code);
    const incident = incidentIn(ours, input.row);
    const there = input.otherRow === undefined ? undefined : incidentIn(theirs, input.otherRow);
    const gone = incident === undefined || (input.otherRow !== undefined && there === undefined);
    if (!family || gone || linksTo(ours, input.row, theirs.code).length > 0) throw new Refusal('FORM_STALE');
    const otherRow = there?.id ?? newId();
    const fields = sharedRowFields(open.configuration, INCIDENTS, ['kin']);
    const recorded: Change[] =
      there === undefined
        ? [
            {
              kind: 'add',
              collection: INCIDENTS,
              row: otherRow,
              values: { ...rowForOther(fields, incident, undefined), incident_status: 'open' },
            },
          ]
        : [];
    recordChanges(open, input.caseId, () => ({
      changes: [linkOf(incident.id, theirs.code, otherRow)],
      action: 'incident.linked',
      extra: theirs.code,
    }));
    recordChanges(open, input.other, () => ({
      changes: [...recorded, linkOf(otherRow, ours.code, incident.id)],
      action: 'incident.linked',
      extra: ours.code,
    }));
  });
  return {};
}

/** Takes the link away in this case, and in the other one if the person may write it. FORM_STALE when there is none. */
export function unlinkIncident(open: OpenOffice, input: Input<'family.unlinkIncident'>): Record<string, never> {
  together(open, () => {
    const ours = withIncidents(open, loadCase(open, input.caseId).row);
    const links = ours === undefined ? [] : linksTo(ours, input.row, input.otherCode);
    if (ours === undefined || links.length === 0) throw new Refusal('FORM_STALE');
    const remove = (rows: readonly Row[]): Change[] =>
      rows.map(({ id }) => ({ kind: 'remove', collection: LINKS, row: id }));
    recordChanges(open, input.caseId, () => ({
      changes: remove(links),
      action: 'incident.unlinked',
      extra: input.otherCode,
    }));
    const row = caseOfCode(open, input.otherCode);
    const theirs = row === undefined ? undefined : withIncidents(open, row);
    if (theirs === undefined) return;
    const back = links.flatMap(({ values }) => linksTo(theirs, textIn(values, 'link_row') ?? '', ours.code));
    if (back.length > 0)
      recordChanges(open, theirs.stored.row.caseId, () => ({
        changes: remove(back),
        action: 'incident.unlinked',
        extra: ours.code,
      }));
  });
  return {};
}
