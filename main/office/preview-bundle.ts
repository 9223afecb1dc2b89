import type { ExchangePreview } from '#core/contracts/exchange.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { isAnswerOp } from '#core/exchange/op.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { withheldOf } from '#core/sharing/withheld.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { overBecause } from './asked-referral.ts';
import { authoriseCase } from './authorise-call.ts';
import { documentOf, loadCaseRecord, loadCaseRow } from './case-document.ts';
import { filesLeaving } from './files/files-leaving.ts';
import { isBarred } from './case-exceptions.ts';
import { initialsIn } from './case-line.ts';
import { opsOf } from './commit-by-dot.ts';
import { waitingOn } from './link-health.ts';
import type { OpenOffice } from './open-office.ts';
import { candidates, linkedOffice, reaches } from './share-cases.ts';
import { requestOf } from './withholding.ts';

/** Compressed size of a case's first commit, about; measured by tests/perf. */
const BYTES_PER_NEW_CASE = 900;
const BYTES_PER_CHANGE = 220;

/** The questions that a commit answers: a row counts under the table it stands in. */
function questionsIn(open: OpenOffice, commitN: number): string[] {
  const commit = open.repos.commits.byNumber(commitN);
  return (commit ? opsOf(commit) : []).flatMap((op) => {
    if (!isAnswerOp(op)) return [];
    if (op[1] !== CASE_RECORD) return [op[1]];
    return op[0] === 'doc' ? Object.keys(op[3]) : op[0] === 'set' ? [op[3]] : [];
  });
}

/** Hand-overs that this bundle begins, and those that it answers. */
function handoversIn(
  open: OpenOffice,
  { officeId }: OfficeRow,
  going: readonly ExchangePreview['cases'][number][],
): Pick<ExchangePreview, 'handsOver' | 'answers'> {
  const { handovers, cases } = open.repos;
  const codes = going.flatMap(({ caseId, code }) => {
    const row = cases.byId(caseId);
    const waiting = (row ? handovers.ofCase(row.n) : []).filter(({ recalled, own }) => !recalled && own === undefined);
    return waiting.map((one) => ({ code, one }));
  });
  const here = open.self.officeId;
  return {
    handsOver: codes
      .filter(({ one }) => one.from === here && one.to === officeId && !one.settled)
      .map(({ code }) => code),
    answers: codes
      .filter(({ one }) => one.to === here && one.from === officeId && one.reply !== undefined)
      .map(({ code }) => code),
  };
}

/** What goes about referrals to or from the office: with each that asks, the answers that go along. */
function referralsIn(open: OpenOffice, files: ReadonlySet<number>): ExchangePreview['referrals'] {
  const { asked, cases, records } = open.repos;
  return [...files].flatMap((fileN) => {
    const one = asked.ofFile(fileN);
    const file = cases.referralFile(fileN);
    if (one === undefined || file === undefined) return [];
    const mine = one.from === open.self.officeId;
    const what = !mine ? 'answers' : one.erased || overBecause(open, one) !== undefined ? 'ends' : 'asks';
    const shown = cases.streamsOf(fileN).find(({ compartment }) => compartment === 'snapshot');
    const origin = one.caseN === undefined ? undefined : cases.byNumber(one.caseN);
    if (origin !== undefined && isBarred(open, origin.caseId)) return [];
    const seen = what === 'asks' && origin !== undefined && reaches(open, origin);
    const state = seen && shown ? records.get(shown.sid, CASE_RECORD, CASE_RECORD) : undefined;
    const fields = state === undefined ? [] : Object.keys(recordFromJson(state).values);
    return [{ code: file.code, what, fields: fields.map((field) => questionOf(open, field)) }];
  });
}

/** Codes of the cases about whose hand-over something is said, without those that the person may not know of. */
const wordsIn = (open: OpenOffice, cases: ReadonlySet<number>): string[] =>
  [...cases]
    .flatMap((n) => open.repos.cases.byNumber(n) ?? [])
    .filter(({ caseId }) => !isBarred(open, caseId))
    .map(({ code }) => code)
    .toSorted();

const questionOf = (open: OpenOffice, field: string) => ({
  form: open.fields.formOf(CASE_RECORD, field) ?? '',
  field,
});

/** To the other computers of this office goes everything that they have not confirmed: it is counted, and no case named. */
function previewOwn(open: OpenOffice, office: OfficeRow): ExchangePreview {
  const { commits, cases } = waitingOn(open, office);
  return {
    office: office.name,
    cases: [],
    fields: [],
    changes: commits.length,
    ofAllCases: cases.size,
    bytesAbout: 4096 + commits.length * BYTES_PER_CHANGE,
    files: filesLeaving(open, office, []),
    referrals: [],
    words: [],
    handsOver: [],
    answers: [],
  };
}

/** Exactly what would leave for an office, and what stays with why. Changes nothing. */
export function previewBundle(open: OpenOffice, input: Input<'exchange.preview'>): ExchangePreview {
  const office = linkedOffice(open, input.office);
  if ('cases' in input.selection)
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId);
  if (office.isSelf) return previewOwn(open, office);
  // What waits of a case with which the person has a conflict of interest leaves untold.
  const list = candidates(open, office, input.selection).filter(({ row }) => !isBarred(open, row.caseId));
  const { commits, files: referrals, whole, words } = waitingOn(open, office);
  const waiting = new Map<number, number[]>();
  for (const n of commits) {
    const caseN = open.repos.cases.stream(open.repos.commits.streamOf(n))?.caseN ?? 0;
    waiting.set(caseN, [...(waiting.get(caseN) ?? []), n]);
  }
  const question = (field: string) => questionOf(open, field);
  /** What stands in the office's own stream of a case never leaves with it. */
  const isOwn = (field: string): boolean => open.fields.find(CASE_RECORD, field)?.compartment === 'admin';
  const [leaving, own] = [new Set<string>(), new Set<string>()];
  const staying = new Map<string, 'consent' | 'withheld' | 'listed'>();
  const cases = list.map(({ row, decision, firstTime }) => {
    const record = loadCaseRecord(open, row);
    // Somebody else's case with changes that wait leaves too; the person learns that it does, and no more.
    const seen = reaches(open, row);
    const line = open.repos.list.get(row.n);
    const all = firstTime || whole.has(row.n);
    const { values, rows } = seen ? documentOf(loadCaseRow(open, row)) : { values: {}, rows: {} };
    const answered = [...Object.keys(values), ...Object.keys(rows).filter((coll) => (rows[coll] ?? []).length > 0)];
    const news = all || !seen ? [] : (waiting.get(row.n) ?? []).flatMap((n) => questionsIn(open, n));
    const questions = [...new Set(all || !decision.leaves ? answered : news)].sort();
    const { holds } = withheldOf(open.configuration, documentOf(record).values, 'office');
    for (const field of questions) {
      if (isOwn(field)) own.add(field);
      else if (decision.leaves) leaving.add(field);
      else if (decision.consent !== 'withheld') staying.set(field, 'consent');
      else staying.set(field, holds(undefined, field) ? 'listed' : 'withheld');
    }
    return {
      caseId: row.caseId,
      code: row.code,
      initials: seen && line ? initialsIn(open, line) : '',
      changes: all ? answered.filter((field) => !isOwn(field)).length : (waiting.get(row.n)?.length ?? 0),
      firstTime,
      consent: decision.consent,
      leaves: decision.leaves,
      answers: all ? ('all' as const) : questions.map(question),
      ...(seen ? requestOf(open, record, decision.consent) : {}),
    };
  });
  const going = cases.filter((c) => c.leaves);
  const left = new Set(going.map((c) => c.caseId));
  const count = going.reduce((sum, c) => sum + (c.answers === 'all' ? 2 : c.changes), 0);
  const bytes = going.map((c) => (c.answers === 'all' ? BYTES_PER_NEW_CASE : c.changes * BYTES_PER_CHANGE));
  return {
    office: office.name,
    cases: cases.sort((a, b) => Number(a.leaves) - Number(b.leaves) || (a.code < b.code ? -1 : 1)),
    fields: [
      ...[...leaving].sort().map((field) => ({ ...question(field), leaves: true })),
      ...[...staying]
        .filter(([field]) => !leaving.has(field))
        .sort(([x], [y]) => (x < y ? -1 : 1))
        .map(([field, because]) => ({ ...question(field), leaves: false, because })),
      ...['owner_user', ...[...own].sort()].map((field) => ({
        ...question(field),
        leaves: false,
        because: 'office-only',
      })),
    ],
    changes: count,
    bytesAbout: 4096 + bytes.reduce((sum, size) => sum + size, 0),
    files: filesLeaving(
      open,
      office,
      list.flatMap(({ row }) => (left.has(row.caseId) ? [row] : [])),
    ),
    referrals: referralsIn(open, referrals),
    words: wordsIn(open, words),
    ...handoversIn(open, office, going),
  };
}
