import { fieldsIn, keyOf } from '#core/forms/known-fields.ts';
import { NAME_MODES } from '#core/forms/layout-def.ts';
import type { Configuration, FormDef } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { startOfDay } from '#core/casework/working-time.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { opsOf } from '../commit-by-dot.ts';
import type { OpenOffice } from '../open-office.ts';

/** `field` of the case, or `rows.field`. */
const keyIn = (collection: string, field: string): string =>
  collection === CASE_RECORD ? field : keyOf(collection, field);
const answersOf = (forms: readonly FormDef[]): ReadonlySet<string> =>
  new Set(fieldsIn(forms).map(({ collection, def }) => keyIn(collection, def.id)));

const PRINTED = new RegExp(`^(.+?) (?:${NAME_MODES.join('|')}) copy \\d+`);

/** Which paper a line of the trail tells of: its kind, with the form where it is one. */
export const paperIn = (detail: string): string => PRINTED.exec(detail)?.[1] ?? detail;

/** Papers with everything that was ever answered. */
const WHOLE: ReadonlySet<string> = new Set(['case-history']);

/** Which answers a paper holds; undefined where only the paper itself tells. */
export function answersOfPaper(
  { forms, layouts }: Configuration,
  paper: string,
): 'all' | ReadonlySet<string> | undefined {
  if (WHOLE.has(paper)) return 'all';
  const id = paper === 'registration' ? paper : /^form (\S+)$/.exec(paper)?.[1];
  if (id !== undefined) return answersOf(forms.filter((form) => form.id === id));
  const sections = layouts?.reports.find((one) => one.id === paper)?.sections;
  // A part that the office makes from more than answers may hold any of them.
  if (sections === undefined || sections.some(({ show }) => !['answers', 'texts', 'rows'].includes(show)))
    return undefined;
  return new Set(
    sections.flatMap((section) =>
      'fields' in section
        ? section.fields.map((field) => ('rows' in section ? `${section.rows}.${field}` : field))
        : [],
    ),
  );
}

/** Which answers a file of cases holds and for whom it was made, as the trail said when it was begun. */
export function exportIn(open: OpenOffice, line: string): { readonly got?: ReadonlySet<string>; readonly to?: string } {
  const begun = open.repos.audit.list({ before: Number(line) + 1, limit: 1 })[0];
  if (begun?.action !== 'export.begun') return {};
  const parts = begun.extra.split(' · ');
  const columns = parts.flatMap((part) => /^columns: ([a-z0-9_. ]+)$/.exec(part)?.[1]?.split(' ') ?? []);
  const to = parts.findLast((part) => part.startsWith('to: '))?.slice('to: '.length);
  return {
    ...(columns.length === 0 ? {} : { got: new Set(columns) }),
    ...(to === undefined ? {} : { to }),
  };
}

/** What is written within a minute of the registration belongs to it and corrects nothing. */
const REGISTERING_MS = 60_000;

/** Answers of a case that were changed on a day or after it, by `field` or `rows.field`, in the order of the forms. */
export function changedSince(open: OpenOffice, caseId: CaseId, day: string): readonly string[] {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) return [];
  const from = startOfDay(day, open.self.timeZone);
  const changed = new Set<string>();
  for (const { sid } of open.repos.cases.streamsOf(row.n))
    for (const commit of open.repos.commits.ofStream(sid)) {
      if (commit.wall < from || commit.wall <= row.createdAt + REGISTERING_MS) continue;
      for (const op of opsOf(commit)) {
        if ('unknown' in op) continue;
        if (op[0] === 'set') changed.add(keyIn(op[1], op[3]));
        else if (op[0] === 'doc') for (const field of Object.keys(op[3])) changed.add(keyIn(op[1], field));
      }
    }
  const asked = answersOf(open.configuration.configuration.forms.filter(({ system }) => system !== true));
  return [...asked].filter((key) => changed.has(key));
}
