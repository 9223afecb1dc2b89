import type { Hit, ListedCase } from '#core/contracts/cases.contract.ts';
import { SENSITIVE_CLASS } from '#core/export/columns.ts';
import { filterFields, type FilterField } from '#core/finding/case-facts.ts';
import { hitReasons, type Sought } from '#core/finding/hit-reason.ts';
import type { MatchSubject } from '#core/records/match.ts';
import { narrativesOf, wordsOf } from '#core/records/narratives.ts';
import type { SearchTerm } from '#core/records/search-keys.ts';
import { maskDocument } from '#core/rights/mask.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { documentOf, loadCaseRow, sightIn } from './case-document.ts';
import { isUnnamed } from './case-exceptions.ts';
import { lineOf, resourceOfLine } from './case-line.ts';
import type { OpenOffice } from './open-office.ts';

/** What a page of the list tells of each case beside its line. */
export interface Telling {
  readonly names: boolean;
  readonly terms: readonly SearchTerm[];
  /** The words that were looked for in long texts; empty when they were not. */
  readonly words: readonly string[];
  /** The answers that stand in columns. */
  readonly answers: readonly FilterField[];
}

/** As much of a text is shown around what was found in it. */
const AROUND = 60;

/** Answers that may stand in a column: the sensitive ones never do (ui-guide §7). */
export const columnFields = (open: OpenOffice): readonly FilterField[] =>
  [...filterFields(open.configuration).values()].filter(({ sensitivity }) => sensitivity < SENSITIVE_CLASS);

function answersIn(open: OpenOffice, row: CaseListRow, fields: readonly FilterField[]): ListedCase['answers'] {
  const { seesKey } = sightIn(open, resourceOfLine(open, row));
  const marks = open.repos.marks.ofCase(row.caseN);
  const shown = fields.filter(({ key }) => seesKey(key));
  return Object.fromEntries(shown.flatMap(({ key }) => (marks[key] === undefined ? [] : [[key, [...marks[key]]]])));
}

/** The first long text, among those that are open to the person, in which a word was found. */
function textHit(open: OpenOffice, row: CaseListRow, { words, names }: Telling): Hit | undefined {
  const caseRow = open.repos.cases.byNumber(row.caseN);
  if (caseRow === undefined) return undefined;
  const sight = sightIn(open, resourceOfLine(open, row));
  const { document } = maskDocument(documentOf(loadCaseRow(open, caseRow)), sight.sees, sight.hidesRows);
  for (const { path, field, text } of narrativesOf(open.configuration, document)) {
    const pieces = text.split(/(\s+)/u);
    const at = pieces.findIndex((piece) => wordsOf(piece).some((one) => words.some((word) => one.startsWith(word))));
    if (at < 0) continue;
    const start = pieces.slice(0, at).join('').length;
    const excerpt = text.slice(Math.max(0, start - AROUND), start + AROUND * 2).trim();
    return { on: 'text', field, ...('rows' in path ? { rows: path.rows } : {}), ...(names ? { text: excerpt } : {}) };
  }
  return undefined;
}

function hitsIn(open: OpenOffice, row: CaseListRow, telling: Telling): Hit[] {
  const subject = isUnnamed(open, row.caseId) ? undefined : open.repos.search.subject(row.caseN);
  const told = subject === undefined ? undefined : (JSON.parse(subject) as MatchSubject);
  const sought: Sought = {
    code: row.code,
    names: told?.names ?? [],
    caregivers: told?.caregivers ?? [],
    phones: told?.phones ?? [],
    identifiers: told?.identifiers ?? [],
  };
  const reasons = hitReasons(telling.terms, sought).map(({ on, text }): Hit => ({
    on,
    ...(telling.names && text !== undefined ? { text } : {}),
  }));
  if (reasons.length > 0 || telling.words.length === 0) return reasons;
  const found = textHit(open, row, telling);
  return found === undefined ? [] : [found];
}

/** A line of the list with its further columns and, where something was typed, why the case is there. */
export function listedCase(open: OpenOffice, row: CaseListRow, telling: Telling): ListedCase {
  return {
    ...lineOf(open, row, telling.names),
    ...(telling.answers.length === 0 ? {} : { answers: answersIn(open, row, telling.answers) ?? {} }),
    ...(telling.terms.length === 0 ? {} : { hits: hitsIn(open, row, telling) }),
  };
}
