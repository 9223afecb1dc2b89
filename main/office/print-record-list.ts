import type { PrintedRecords } from '#core/contracts/lists.contract.ts';
import { everything } from '#core/finding/filter.ts';
import type { CaseId } from '#core/ids.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { RecordColumn, RecordListPaper } from '#core/reports/record-list.ts';
import type { Translate } from '#core/reports/context.ts';
import type { OwnerOfLine } from '../storage/case-list.repo.ts';
import type { RecordPage, RecordPlace } from '../storage/record.repo.ts';
import { mayPrintLine } from './authorise-print.ts';
import { countRecords, recordPage } from './list-records.ts';
import { lineMaker } from './listed-record.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';
import { LIST_ROWS } from './print-case-list.ts';
import { filterWordsFor } from './printed-filter.ts';
import { ownList, type OwnList } from './record-list-reach.ts';
import { renewDay } from './renew-day.ts';

/** As many records as an office may have: a selection is looked for among all of them. */
const EVERY = 1_000_000;

/** What the list of cases calls its columns. */
const CASE_LABELS: Readonly<Record<string, string>> = { age: 'cases.sex_age', office: 'finding.on_office' };

function columnsOf(
  open: OpenOffice,
  { kind }: OwnList,
  ids: readonly string[],
  { language }: PrintContext,
  say: Translate,
): RecordColumn[] {
  return ids.flatMap((id): RecordColumn[] => {
    const fact = /^case:(.*)$/.exec(id)?.[1];
    if (fact !== undefined) return [{ id, label: say(CASE_LABELS[fact] ?? `cases.${fact}`) }];
    if (id.startsWith('@')) return kind.texts.includes(id) ? [{ id, label: say(`lists.column_${id.slice(1)}`) }] : [];
    const field = open.configuration.fields.get(`${kind.tells}.${id}`)?.def;
    return field === undefined ? [] : [{ id, label: field.label[language], field }];
  });
}

/** Of the selected records those that the list of this person holds, in its order. */
function selected(open: OpenOffice, own: OwnList, { query, records }: PrintedRecords): RecordPage | undefined {
  if (records === undefined) return undefined;
  const numbers = new Map(records.map(({ caseId }) => [caseId, open.repos.cases.byId(caseId)?.n]));
  const nameOf = ({ caseN, key }: RecordPlace): string => `${String(caseN)} ${key}`;
  const wanted = new Set(records.map(({ caseId, key }) => nameOf({ caseN: numbers.get(caseId) ?? 0, key })));
  const { places } = recordPage(open, own, { ...query, text: '', where: everything }, { offset: 0, limit: EVERY });
  const found = places.filter((place) => wanted.has(nameOf(place)));
  return { total: found.length, places: found };
}

/**
 * A list of records as it goes to paper: all that its query leaves, or the records that were selected in it, and of them
 * those of cases that this person may print.
 */
export function recordsForPrint(
  open: OpenOffice,
  report: PrintedRecords,
  print: PrintContext,
  told: Set<CaseId>,
): RecordListPaper {
  const { list, query, columns } = report;
  const own = ownList(open, list);
  const say = readMessages(open.resourcesDir, print.language, 'cases', 'finding', 'lists');
  const paper = {
    print,
    configuration: open.configuration,
    say,
    name: say(`lists.list_${list}`),
    columns: columnsOf(open, own, columns, print, say),
  };
  if (own.closed) return { ...paper, lines: [], kept: 0, total: 0, of: 0, text: '', filter: '' };
  if (own.kind.of === 'task') renewDay(open);
  const chosen = selected(open, own, report);
  const { total, places } = chosen ?? recordPage(open, own, query, { offset: 0, limit: LIST_ROWS });
  const shows = (line: OwnerOfLine): boolean => mayPrintLine(open, line);
  const first = places.slice(0, LIST_ROWS);
  const lines = first.flatMap(lineMaker(open, own, { names: print.names === 'full', columns, shows }));
  for (const line of lines) told.add(line.case.caseId);
  return {
    ...paper,
    lines,
    kept: first.length - lines.length,
    total,
    of: countRecords(open, own, everything),
    // A selection is not narrowed by what was in force when it was made.
    text: chosen ? '' : query.text,
    filter: chosen ? '' : filterWordsFor(open, print, list).line(query.where),
  };
}
