import type { Input, Output } from '#core/contracts/index.ts';
import { joinRows } from '#core/import/join-rows.ts';
import { columnOf, judgeRow } from '#core/import/judge-row.ts';
import { placeOf, type ImportPlan } from '#core/import/plan.ts';
import { documentOf, mostColumns, readRow, type RowProblem } from '#core/import/row-document.ts';
import { SameInFile } from '#core/import/same-in-file.ts';
import type { Verdict } from '#core/import/table-format.ts';
import { importTargets, nestedLists } from '#core/import/targets.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { EvaluationSetting } from '#core/forms/view.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { factsOf } from '#core/records/facts.ts';
import type { Strength } from '#core/records/match.ts';
import { subjectOf } from '#core/records/match-subject.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../../crypto/hashing.ts';
import type { ImportRowRow } from '../../storage/import.repo.ts';
import { audit } from '../audit.ts';
import { matcherOf, type Matcher } from '../match-cases.ts';
import { judgingMoment } from '../moment-here.ts';
import type { OpenOffice } from '../open-office.ts';
import { judgingDay, todayIn } from '../today.ts';
import { mayOwn } from '../transfer-case.ts';
import { hashOf, otherRow, rowsOfChildren, withJudged, type TableRow } from './child-rows.ts';
import { importFile, type ImportFile } from './import-file.ts';
import { STEP_MS, tableOf } from './read-table.ts';
import type { ReadTable } from './table-reading.ts';
import { viewOfRun } from './import-runs.ts';

const CANDIDATES = 40;
/** As many cases that look alike are told of. */
const MOST_TOLD = 5;

/** What the dry run remembers of a row until it is written. */
export interface RowBody {
  readonly label: string;
  /** Absent where the row cannot become a case. */
  readonly document?: CaseDocument;
}
export interface RowFound {
  readonly problems: readonly RowProblem[];
  readonly left: readonly RowProblem[];
  readonly cases: readonly CaseId[];
  /** The earlier row of the file that is the same child. */
  readonly row?: number;
  /** Cases that are only possibly of the same child, and such a row. They keep no row out. */
  readonly maybe?: readonly CaseId[];
  readonly maybeRow?: number;
  readonly why: string;
}

/** Which rows were judged by the configuration as it is, and on which day: those need not be judged again. */
const judged = new WeakMap<OpenOffice, { readonly run: string; readonly by: object; readonly on: string }>();
export function isJudged(open: OpenOffice, run: string): boolean {
  const last = judged.get(open);
  return last?.run === run && last.by === open.configuration && last.on === judgingDay(open);
}

/** How the office judges answers now. */
export const judgedAt = (open: OpenOffice): EvaluationSetting => ({
  today: todayIn(open.self.timeZone, open.clock.now()),
  lastKnownDate: judgingDay(open),
  moment: judgingMoment(open),
  places: placeTreeOf(open.configuration.configuration),
});

/** IMPORT_PLAN { field }: a question that no column may answer, two columns for one answer, or none at all. */
function refuseBadPlan(open: OpenOffice, plan: ImportPlan): void {
  const targets = importTargets(open.configuration.configuration);
  const used = new Map<string, number>();
  for (const column of plan.columns) {
    const { to } = column;
    if (to === '') continue;
    const target = targets.get(to);
    const place = placeOf(column);
    const before = used.get(place) ?? 0;
    if (target === undefined || before >= mostColumns(target.field.type))
      throw new Refusal('IMPORT_PLAN', { field: to });
    used.set(place, before + 1);
  }
  if (plan.child !== undefined && plan.child >= plan.columns.length) throw new Refusal('IMPORT_PLAN', { field: '' });
  if (used.size === 0) throw new Refusal('IMPORT_PLAN', { field: '' });
  const stray = plan.defaults.find(({ to }) => !targets.has(to));
  if (stray !== undefined) throw new Refusal('IMPORT_PLAN', { field: stray.to });
}

/** The judging of the rows of a file, a moment at a time. What it has found lies in the database, row by row. */
export class DryRun {
  readonly run: string;
  readonly #open: OpenOffice;
  readonly #plan: ImportPlan;
  readonly #table: ReadTable;
  readonly #inFile = new SameInFile();
  readonly #hashes = new Map<string, number>();
  readonly #match: Matcher;
  readonly #by: OpenOffice['configuration'];
  readonly #begunOn: string;
  /** The rows of each child by the place of its first one. */
  readonly #children: ReadonlyMap<number, readonly TableRow[]>;
  /** What became of rows that were judged together with an earlier one, by their place. */
  readonly #settled = new Map<number, ImportRowRow>();
  #next = 0;

  constructor(open: OpenOffice, file: ImportFile, table: ReadTable, plan: ImportPlan, owner: UserId) {
    this.run = newId();
    this.#open = open;
    this.#plan = plan;
    this.#table = table;
    this.#match = matcherOf(open);
    this.#by = open.configuration;
    this.#begunOn = judgingDay(open);
    this.#children = rowsOfChildren(table.rows, plan.child);
    const now = open.clock.now();
    open.db.transaction(() => {
      open.repos.imports.addRun({
        id: this.run,
        userId: open.me.id,
        ownerId: owner,
        state: 'checking',
        fileName: file.name,
        fileHash: file.hash,
        headers: JSON.stringify(table.headers.map((header) => header.slice(0, 200))),
        began: now,
        changed: now,
      });
    });
  }

  get done(): number {
    return this.#next;
  }
  get of(): number {
    return this.#table.rows.length;
  }

  /** Judges on for so long; true at the end. */
  judgeOn(milliseconds: number): boolean {
    const open = this.#open;
    const until = performance.now() + milliseconds;
    open.db.transaction(() => {
      while (this.#next < this.of && performance.now() < until) {
        const row = this.#table.rows[this.#next];
        if (row !== undefined) open.repos.imports.addRow(this.run, this.#rowAt(this.#next, row));
        this.#next += 1;
      }
      if (this.#next < this.of) return;
      open.repos.imports.setState(this.run, 'checked', open.clock.now());
      if (this.#begunOn === judgingDay(open) && this.#by === open.configuration)
        judged.set(open, { run: this.run, by: this.#by, on: this.#begunOn });
      audit(open, 'import.checked', this.run, 'done', `${String(this.of)} rows`);
    });
    return this.#next >= this.of;
  }

  /** What becomes of a row; those of one child are judged at the first of them. */
  #rowAt(place: number, row: TableRow): ImportRowRow {
    const before = this.#settled.get(place);
    if (before !== undefined) {
      this.#settled.delete(place);
      return before;
    }
    const rows = this.#children.get(place) ?? [row];
    const [first, ...others] = this.#judge(rows);
    if (first === undefined) throw new Error('a row without a verdict');
    for (const [i, other] of others.entries()) this.#settled.set(rows[i + 1]?.place ?? place, other);
    return first;
  }

  /** Verdicts on the rows of one child, in their order. */
  #judge(rows: readonly TableRow[]): ImportRowRow[] {
    const open = this.#open;
    const { configuration } = open;
    const plan = this.#plan;
    const setting = { today: judgingDay(open), zone: open.self.timeZone };
    const { read, problems } = joinRows(
      rows,
      ({ cells }) => readRow(configuration, plan, cells, setting, newId),
      (field) => columnOf(plan, field),
      nestedLists(configuration.configuration),
    );
    const name = read.said.values['full_name'];
    const label = typeof name === 'string' ? name.slice(0, 200) : '';
    const verdict = judgeRow(configuration, plan, documentOf(read.said, setting), judgedAt(open));
    const [first] = rows;
    const n = first?.n ?? 0;
    const all = withJudged(problems, n, 'problems' in verdict ? verdict.problems : []);
    const settled = (row: TableRow, as: Verdict, body: RowBody, found: Partial<RowFound>): ImportRowRow => ({
      n: row.n,
      hash: hashOf(row === first ? rows : [row]),
      done: 'waiting',
      caseId: null,
      commits: 0,
      verdict: as,
      choice: as === 'ready' ? 'create' : 'skip',
      body: JSON.stringify(body),
      found: JSON.stringify({ problems: [], left: [], cases: [], why: '', ...found }),
    });
    if (all.size > 0 || !('document' in verdict)) {
      const [wrong = n] = all.keys();
      return rows.map((row) => {
        const own = all.get(row.n) ?? [otherRow(plan, wrong)];
        return settled(row, 'problem', { label }, { problems: own, left: row.n === n ? read.left : [] });
      });
    }
    const body = { label, document: verdict.document };
    const [as, found] = this.#alike(n, hashOf(rows), verdict.document);
    return rows.map((row) =>
      row === first
        ? settled(row, as, body, { left: read.left, ...found })
        : settled(row, 'joined', { label }, { row: n }),
    );
  }

  /** Whether a child is here already, or came in an earlier row. */
  #alike(n: number, hash: Buffer, document: CaseDocument): readonly [Verdict, Partial<RowFound>] {
    const { repos } = this.#open;
    const before = repos.imports.madeOf(hash);
    if (before !== undefined) return ['before', { cases: [before] }];
    const key = hash.toString('base64');
    const twin = this.#hashes.get(key);
    if (twin !== undefined) return ['duplicate', { row: twin }];
    this.#hashes.set(key, n);
    const subject = subjectOf(factsOf(document));
    const matches = this.#match(subject, CANDIDATES);
    const like = (wanted: Strength): CaseId[] =>
      matches
        .flatMap(({ caseN, result }) => (result.strength === wanted ? (repos.cases.byNumber(caseN)?.caseId ?? []) : []))
        .slice(0, MOST_TOLD);
    const [cases, maybe] = [like('very-likely'), like('possible')];
    const { same, maybe: maybeRow } = this.#inFile.find(subject);
    this.#inFile.add(n, subject);
    const told = {
      ...(maybe.length === 0 ? {} : { maybe }),
      ...(maybeRow === undefined ? {} : { maybeRow }),
      cases,
    };
    if (cases.length === 0 && same === undefined) return ['ready', told];
    return ['duplicate', { ...told, ...(same === undefined ? {} : { row: same }) }];
  }
}

/** Judges on in the file that was read: what would become of each row, and nothing is written but that. */
export async function checkImport(open: OpenOffice, input: Input<'imports.check'>): Promise<Output<'imports.check'>> {
  const file = importFile(open, input.place);
  if (input.again || file.dryRun === undefined) {
    const { plan } = input;
    refuseBadPlan(open, plan);
    if (!mayOwn(open, input.owner)) throw new Refusal('PERSON_NOT_FITTING');
    const table = await tableOf(file);
    dropUnfinished(open);
    file.dryRun = new DryRun(open, file, table, plan, input.owner);
  }
  const { dryRun } = file;
  let ended: boolean;
  try {
    ended = dryRun.judgeOn(STEP_MS);
  } catch (error) {
    // What it remembers of the rows of this moment is not in the database: it begins again.
    delete file.dryRun;
    throw error;
  }
  if (!ended) return { more: true, done: dryRun.done, of: dryRun.of };
  delete file.dryRun;
  return { more: false, run: viewOfRun(open, dryRun.run) };
}

/** Dry runs that came to no end: their file was closed, the office was locked, the power went. */
export function dropUnfinished(open: OpenOffice): void {
  const unfinished = open.repos.imports.runs().filter(({ state }) => state === 'checking');
  if (unfinished.length === 0) return;
  open.db.transaction(() => {
    for (const { id } of unfinished) open.repos.imports.removeRun(id);
  });
}
