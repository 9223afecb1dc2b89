import type { ImportRun, ImportVerdict } from '#core/contracts/imports.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { ImportRowRow, ImportRunRow } from '../../storage/import.repo.ts';
import { audit } from '../audit.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { personName } from '../person-name.ts';
import { listColleagues } from '../transfer-case.ts';
import { dropUnfinished, type RowBody, type RowFound } from './dry-run.ts';
import { draftOf } from './import-draft.ts';
import { heldFile } from './import-file.ts';

/** An import whose dry run is at its end. IMPORT_GONE for any other. */
export function runAt(open: OpenOffice, id: string): ImportRunRow & { readonly state: ImportRun['state'] } {
  const row = open.repos.imports.run(id);
  if (row === undefined || row.state === 'checking') throw new Refusal('IMPORT_GONE');
  return { ...row, state: row.state };
}

export function viewOfRun(open: OpenOffice, id: string): ImportRun {
  const row = runAt(open, id);
  const all = open.repos.imports.counts(id);
  const count = (fits: (one: (typeof all)[number]) => boolean): number =>
    all.reduce((sum, one) => sum + (fits(one) ? one.count : 0), 0);
  const of = (verdict: ImportRowRow['verdict']) => count((one) => one.verdict === verdict);
  const at = (done: ImportRowRow['done']) => count((one) => one.done === done);
  return {
    run: row.id,
    state: row.state,
    fileName: row.fileName,
    fileHash: row.fileHash,
    by: personName(open, row.userId),
    owner: personName(open, row.ownerId),
    beganAtUtc: instantOf(row.began),
    counts: {
      rows: count(() => true),
      ready: of('ready'),
      problem: of('problem'),
      duplicate: of('duplicate'),
      before: of('before'),
      joined: of('joined'),
      maybe: open.repos.imports.maybeCount(id),
      chosen: count(({ choice }) => choice === 'create'),
      waiting: count(({ choice, done }) => choice === 'create' && done === 'waiting'),
      created: at('created'),
      failed: at('failed'),
      undone: at('undone'),
      left: at('left'),
    },
    columns: JSON.parse(row.headers) as string[],
  };
}

export function listImports(open: OpenOffice): Output<'imports.list'> {
  const { imports } = open.repos;
  const [draft, chosen] = [draftOf(open), heldFile(open)];
  return {
    owners: listColleagues(open).map(({ user, name }) => ({ user, name })),
    mappings: imports.mappings().map(({ id, name }) => ({ id, name })),
    runs: imports.runs().flatMap(({ id, state }) => (state === 'checking' ? [] : [viewOfRun(open, id)])),
    ...(draft === undefined ? {} : { draft }),
    ...(chosen === undefined ? {} : { chosen }),
  };
}

const foundIn = ({ found }: ImportRowRow): RowFound => JSON.parse(found) as RowFound;
export const bodyIn = ({ body }: ImportRowRow): RowBody | undefined =>
  body === '' ? undefined : (JSON.parse(body) as RowBody);
/** Cases that a row was found to be alike; whoever writes it all the same says that it is none of them. */
export const alikeIn = (row: ImportRowRow): readonly CaseId[] => foundIn(row).cases;

export function verdictOf(open: OpenOffice, row: ImportRowRow): ImportVerdict {
  const { problems, left, cases, row: twin, maybe = [], maybeRow, why } = foundIn(row);
  const codeOf = (caseId: CaseId): string => open.repos.cases.byId(caseId)?.code ?? '';
  const toldSame = (which: readonly CaseId[], other: number | undefined): ImportVerdict['same'] => [
    ...which.map((caseId) => ({ code: codeOf(caseId) })),
    ...(other === undefined ? [] : [{ row: other }]),
  ];
  return {
    n: row.n,
    verdict: row.verdict,
    choice: row.choice,
    done: row.done,
    label: bodyIn(row)?.label ?? '',
    problems: problems.map((one) => ({ ...one, params: { ...one.params } })),
    left: left.map((one) => ({ ...one, params: { ...one.params } })),
    same: toldSame(cases, twin),
    maybe: toldSame(maybe, maybeRow),
    why,
    ...(row.caseId === null ? {} : { code: codeOf(row.caseId) }),
  };
}

export function importRows(open: OpenOffice, input: Input<'imports.rows'>): Output<'imports.rows'> {
  const { id } = runAt(open, input.run);
  return open.repos.imports.rows(id, input.verdict, input.from, input.most).map((row) => verdictOf(open, row));
}

const EVERY = 1_000_000;

/**
 * Writes rows that look like a case that is there all the same, with the reason, or leaves them out. IMPORT_DECIDED when the
 * import has begun, or a row is none of those.
 */
export function decideRows(open: OpenOffice, { run, rows, choice, why }: Input<'imports.decide'>): ImportRun {
  const { imports } = open.repos;
  if (runAt(open, run).state !== 'checked') throw new Refusal('IMPORT_DECIDED');
  const chosen = typeof rows === 'string' ? imports.rows(run, rows, 0, EVERY) : [imports.row(run, rows)];
  open.db.transaction(() => {
    for (const row of chosen) {
      if (row === undefined || !['duplicate', 'before'].includes(row.verdict)) throw new Refusal('IMPORT_DECIDED');
      const reason = choice === 'create' ? why : '';
      if (choice === 'create' && reason.length < 3) throw new Refusal('FORM_REASON_NEEDED', { field: '' });
      imports.choose(run, row.n, choice, JSON.stringify({ ...foundIn(row), why: reason }));
    }
  });
  return viewOfRun(open, run);
}

/** Forgets a dry run of which nothing was written. IMPORT_DECIDED when something was. */
export function dropImport(open: OpenOffice, { run }: Input<'imports.drop'>): Record<string, never> {
  if (runAt(open, run).state !== 'checked') throw new Refusal('IMPORT_DECIDED');
  open.db.transaction(() => {
    open.repos.imports.removeRun(run);
    audit(open, 'import.dropped', run);
  });
  dropUnfinished(open);
  return {};
}
