import { dayAt } from '#core/casework/working-time.ts';
import type { FilesDue, FilesTaken } from '#core/contracts/keeping.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { fieldsIn } from '#core/forms/known-fields.ts';
import type { CaseId } from '#core/ids.ts';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import { filesOver, ruleOfFile, type FileRule } from '#core/privacy/retention.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { newestPhoto } from '#core/reports/child-photo.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import type { AttachmentRow } from '../storage/attachment.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import type { FileDecisionRow } from '../storage/file-decision.repo.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import { resourceOfLine } from './case-line.ts';
import { isRestricted } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { openRequests } from './erasure-requests.ts';
import { isHeld } from './held-cases.ts';
import { heldCases } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { together } from './record-changes.ts';
import { allDue, readPasts, rulesHere, SHOWN } from './retention-queue.ts';
import { officesWith } from './say-of-erasure.ts';
import { takeFilesOut } from './take-files-out.ts';
import { latestDay } from './today.ts';

/** How many decisions to take files out are shown. */
const SHOWN_TAKEN = 50;

type Kept = Pick<AttachmentRow, 'id' | 'caseN' | 'coll' | 'kind'>;
/** A closed case with files whose time is over. */
interface Over {
  readonly row: CaseRow;
  /** `YYYY-MM-DD`: when the first of them was. */
  readonly day: string;
  readonly files: readonly Kept[];
  /** The last decision to keep them for now. */
  readonly kept?: FileDecisionRow;
}

/** The files of all cases by the case that they are decided about with: one that was merged goes on under another. */
function filesByCase({ repos }: OpenOffice): ReadonlyMap<number, readonly Kept[]> {
  const ends = new Map<number, number>();
  const endOf = (n: number, seen: ReadonlySet<number> = new Set()): number => {
    const into = seen.has(n) ? undefined : repos.merged.into(n);
    const next = into === undefined ? undefined : repos.cases.byId(into)?.n;
    return next === undefined ? n : endOf(next, new Set([...seen, n]));
  };
  return Map.groupBy(repos.attachments.kept(), ({ caseN }) => {
    const end = ends.get(caseN) ?? endOf(caseN);
    ends.set(caseN, end);
    return end;
  });
}

/** Rows of these collections hold documents: a photo beside one is a photo of it. */
const withDocuments = ({ configuration }: OpenOffice): ReadonlySet<string> =>
  new Set(
    fieldsIn(configuration.configuration.forms).flatMap(({ collection, def }) =>
      def.type === 'document' && collection !== CASE_RECORD ? [collection] : [],
    ),
  );

/**
 * Whether nobody but this office decides, and nothing else is to be decided first: the case and all that were merged into it
 * are its own, no hold or restriction lies on it, and it does not wait to be erased.
 */
function isOpenToDecide(open: OpenOffice, row: CaseRow): boolean {
  const all = [row, ...heldCases(open, row)];
  return all.every(
    ({ caseId, ownerOfficeN }) =>
      ownerOfficeN === open.self.officeN &&
      !isHeld(open, caseId) &&
      !isRestricted(open, caseId) &&
      openRequests(open, caseId).length === 0,
  );
}

/** Every case with files whose time is over and that may be decided about by the person. */
function overIn(open: OpenOffice, today: string): readonly Over[] {
  const { past, fileDecisions, cases, list } = open.repos;
  const rules = rulesHere(open);
  const pasts = past.all();
  const decisions = fileDecisions.byCase();
  const documents = withDocuments(open);
  const waiting = new Set(allDue(open, today).map(({ n }) => n));
  return [...filesByCase(open)].flatMap(([n, all]): Over[] => {
    const one = pasts.get(n);
    const over = one === undefined ? undefined : filesOver(one, dayNumber(today), rules);
    if (over === undefined || over.from.size === 0 || waiting.has(n)) return [];
    // What was decided before the case was opened again does not count for its next end.
    const counted = (decisions.get(n) ?? []).filter(({ at }) => dayNumber(dayAt(at, open.self.timeZone)) >= over.ended);
    const kept = counted.at(-1);
    if (kept !== undefined && kept.until > today) return [];
    const staying = new Set(counted.flatMap(({ left }) => left));
    const ruleOf = ({ kind, coll }: Kept): FileRule | undefined => ruleOfFile(kind, documents.has(coll));
    const days = all.flatMap((file) => {
      const rule = staying.has(file.id) ? undefined : ruleOf(file);
      const from = rule === undefined ? undefined : over.from.get(rule);
      return from === undefined ? [] : [{ file, from }];
    });
    const row = cases.byNumber(n);
    const listed = list.get(n);
    if (days.length === 0 || row === undefined || listed === undefined) return [];
    if (!decide(open.subject, 'case.list', resourceOfLine(open, listed)).allowed || !isOpenToDecide(open, row))
      return [];
    const day = isoOfDay(Math.min(...days.map(({ from }) => from)));
    const files = days.map(({ file }) => file);
    return [{ row, day, files, ...(kept === undefined || kept.until === '' ? {} : { kept }) }];
  });
}

function takenHere(open: OpenOffice): FilesTaken[] {
  const { fileDecisions, list } = open.repos;
  const words = auditWords(open);
  return fileDecisions
    .all()
    .filter(({ until }) => until === '')
    .toReversed()
    .flatMap(({ caseN, gone, why, by, at }) => {
      const row = list.get(caseN);
      if (row === undefined || !decide(open.subject, 'case.list', resourceOfLine(open, row)).allowed) return [];
      return [{ code: row.code, count: gone, why, by: words.nameOf(by), atUtc: instantOf(at) }];
    })
    .slice(0, SHOWN_TAKEN);
}

/** Closed cases with files whose time is over, the longest first, of those in the person's lists. */
export async function filesOverTime(open: OpenOffice): Promise<Output<'keeping.files'>> {
  await readPasts(open);
  const words = auditWords(open);
  const all = overIn(open, latestDay(open)).toSorted((a, b) => a.day.localeCompare(b.day) || a.row.n - b.row.n);
  const lines = all.slice(0, SHOWN).map(({ row, day, files, kept }): FilesDue => {
    const count = (kind: Kept['kind']): number => files.filter((one) => one.kind === kind).length;
    return {
      caseId: row.caseId,
      code: row.code,
      due: day,
      photos: count('photo'),
      sounds: count('audio'),
      documents: count('document'),
      ...(kept === undefined ? {} : { kept: { until: kept.until, why: kept.why, by: words.nameOf(kept.by) } }),
    };
  });
  return { total: all.length, lines, taken: takenHere(open) };
}

/**
 * These cases, each with its files whose time is over. CASE_RESTRICTED, CASE_HELD and CASE_OF_OTHER_OFFICE where that is why
 * nothing is decided about one, FORM_STALE where its files are not over their time any more.
 */
function chosen(open: OpenOffice, caseIds: readonly CaseId[]): readonly Over[] {
  const found = new Map(overIn(open, latestDay(open)).map((one) => [one.row.caseId, one]));
  return [...new Set(caseIds)].map((caseId) => {
    const one = found.get(caseId);
    if (one !== undefined) return one;
    const row = open.repos.cases.byId(caseId);
    if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
    if (row.ownerOfficeN !== open.self.officeN) throw new Refusal('CASE_OF_OTHER_OFFICE');
    if (isRestricted(open, caseId)) throw new Refusal('CASE_RESTRICTED');
    throw new Refusal(isHeld(open, caseId) ? 'CASE_HELD' : 'FORM_STALE');
  });
}

/** The newest photo of the child, by which people know it. */
const childPhoto = (open: OpenOffice, row: CaseRow): string | undefined =>
  newestPhoto(open.configuration.configuration.forms, documentOf(loadCaseRow(open, row)))?.id;

export function lookAtFiles(open: OpenOffice, input: Input<'keeping.lookAtFiles'>): Output<'keeping.lookAtFiles'> {
  const last = open.repos.backups.last('done');
  const cases = chosen(open, input.cases).map(({ row, files }) => {
    const photo = childPhoto(open, row);
    return {
      caseId: row.caseId,
      code: row.code,
      files: files.flatMap(({ id, caseN }) => {
        const one = open.repos.attachments.get(caseN, id);
        if (one === undefined) return [];
        const of = one.coll === CASE_RECORD ? one.field : `${one.coll}.${one.field}`;
        return [{ of, kind: one.kind, atUtc: instantOf(one.at), child: id === photo }];
      }),
      offices: officesWith(open, row).map(({ name }) => name),
    };
  });
  return { cases, ...(last === undefined ? {} : { lastBackupUtc: instantOf(last.at) }) };
}

/** Keeps what was decided of a case, behind every decision of before: a clock that was ahead does not outlive this one. */
function note(open: OpenOffice, row: CaseRow, said: Pick<FileDecisionRow, 'until' | 'gone' | 'left' | 'why'>): void {
  const last = open.repos.fileDecisions.lastAt(row.n);
  open.repos.fileDecisions.add({ caseN: row.n, ...said, by: open.me.id, at: Math.max(open.clock.now(), last + 1) });
}

/** Takes the files out of the answers of the cases, all or none, each under its own signed save. */
export async function takeFiles(
  open: OpenOffice,
  { cases, leavePhoto, why }: Input<'keeping.takeFiles'>,
): Promise<Output<'keeping.takeFiles'>> {
  await readPasts(open);
  let count = 0;
  together(open, () => {
    for (const { row, files } of chosen(open, cases)) {
      const photo = leavePhoto ? childPhoto(open, row) : undefined;
      const wanted = files.filter(({ id }) => id !== photo);
      const left = takeFilesOut(open, row, new Set(wanted.map(({ id }) => id)));
      const gone = wanted.length - left.length;
      const staying = files.some(({ id }) => id === photo) && photo !== undefined ? [...left, photo] : left;
      note(open, row, { until: '', gone, left: staying, why });
      count += gone;
    }
  });
  open.emit({ type: 'changed', cases: [...cases], all: true });
  return { count };
}

/** Keeps the files of the cases until another day. FORM_INVALID { field: until }. */
export async function keepFiles(
  open: OpenOffice,
  { cases, until, why }: Input<'keeping.keepFiles'>,
): Promise<Output<'keeping.keepFiles'>> {
  await readPasts(open);
  if (until <= latestDay(open)) throw new Refusal('FORM_INVALID', { field: 'until' });
  open.db.transaction(() => {
    for (const { row } of chosen(open, cases)) {
      note(open, row, { until, gone: 0, left: [], why });
      audit(open, 'case.files-kept', row.caseId, 'done', until);
    }
  });
  open.emit({ type: 'changed', cases: [...cases], all: true });
  return {};
}
