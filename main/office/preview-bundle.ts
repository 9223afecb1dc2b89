import type { ExchangePreview } from '#core/contracts/exchange.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { authoriseCase } from './authorise-call.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import { waitingOn } from './link-health.ts';
import type { OpenOffice } from './open-office.ts';
import { candidates, knownOffice, reaches } from './share-cases.ts';

/** Compressed size of a case's first commit, about; measured by tests/perf. */
const BYTES_PER_NEW_CASE = 900;
const BYTES_PER_CHANGE = 220;

/** Exactly what would leave for an office, and what stays with why. Changes nothing. */
export function previewBundle(open: OpenOffice, input: Input<'exchange.preview'>): ExchangePreview {
  const office = knownOffice(open, input.office);
  if ('cases' in input.selection)
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId);
  const list = candidates(open, office, input.selection);
  const waiting = new Map<number, number>();
  for (const n of waitingOn(open, office).commits) {
    const caseN = open.repos.cases.stream(open.repos.commits.streamOf(n))?.caseN ?? 0;
    waiting.set(caseN, (waiting.get(caseN) ?? 0) + 1);
  }
  const leaving = new Set<string>();
  const staying = new Set<string>();
  const cases = list.map(({ row, decision, firstTime }) => {
    // Somebody else's case with changes that wait leaves too; the person learns that it does, and no more.
    const seen = reaches(open, row);
    const document = seen ? documentOf(loadCaseRow(open, row)) : { values: {}, rows: {} };
    for (const field of Object.keys(document.values))
      (decision.leaves ? leaving : staying).add(`${CASE_RECORD}.${field}`);
    for (const [coll, rows] of Object.entries(document.rows))
      if (rows.length > 0) (decision.leaves ? leaving : staying).add(`${CASE_RECORD}.${coll}`);
    const line = open.repos.list.get(row.n);
    const changes = firstTime ? Object.keys(document.values).length : (waiting.get(row.n) ?? 0);
    return {
      caseId: row.caseId,
      code: row.code,
      initials: seen ? (line?.initials ?? '') : '',
      changes,
      firstTime,
      consent: decision.consent,
      leaves: decision.leaves,
    };
  });
  const fieldOf = (key: string, leaves: boolean, because?: string) => {
    const field = key.slice(key.indexOf('.') + 1);
    const form = open.fields.formOf(CASE_RECORD, field) ?? '';
    return { form, field, leaves, ...(because === undefined ? {} : { because }) };
  };
  const going = cases.filter((c) => c.leaves);
  const commits = going.reduce((sum, c) => sum + (c.firstTime ? 2 : c.changes), 0);
  return {
    office: office.name,
    cases: cases.sort((a, b) => Number(a.leaves) - Number(b.leaves) || (a.code < b.code ? -1 : 1)),
    fields: [
      ...[...leaving].sort().map((key) => fieldOf(key, true)),
      ...[...staying]
        .filter((key) => !leaving.has(key))
        .sort()
        .map((key) => fieldOf(key, false, 'consent')),
      fieldOf(`${CASE_RECORD}.owner_user`, false, 'office-only'),
    ],
    changes: commits,
    bytesAbout:
      4096 + going.reduce((sum, c) => sum + (c.firstTime ? BYTES_PER_NEW_CASE : c.changes * BYTES_PER_CHANGE), 0),
  };
}
