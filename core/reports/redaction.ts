import { knownFields } from '#core/forms/known-fields.ts';
import type { CaseDocument, Configuration, FieldDef, FieldValue } from '#core/forms/types.ts';
import type { ReportId } from './document.ts';

/** How the people of a case are shown on paper. */
export type NameMode = 'code' | 'initials' | 'full';

/**
 * Who is named on which report unless a person with the right asks for more and says why (reference.md §6.2; the code
 * as the safe choice: ui-guide §8).
 *
 * | report              | child    | address, phones, document numbers |
 * |---------------------|----------|-----------------------------------|
 * | case summary        | code     | left out                          |
 * | case history        | code     | left out                          |
 * | case list           | code     | left out                          |
 * | reminder sheet      | code     | left out                          |
 * | registration form   | full     | printed: it is signed             |
 * | referral letter     | by package: what was chosen to go along      |
 * | hand-over summary   | full     | printed: it is handed over sealed |
 */
export function redactionDefault(report: ReportId): NameMode {
  switch (report) {
    case 'case-summary':
    case 'case-summaries':
    case 'case-history':
    case 'case-list':
    case 'reminders':
      return 'code';
    case 'registration':
    case 'referral':
    case 'handover':
    case 'blank-registration':
    case 'recovery-kit':
    case 'trust-sheet':
      return 'full';
  }
}

export type Hides = 'name' | 'address' | undefined;

/** Staff sign for their work under their own name, on every copy. */
const STAFF = new Set(['interviewer', 'consent_taken_by', 'supervisor_consulted_name', 'interpreter_name']);
/** Free-text questions by which a child can be found. */
const ADDRESS_ID = /(^|_)(address|landmark|location|place|directions|school_name)(_|$)/;

/** What a question's answer gives away when the child is not shown by name. */
export function hides(field: FieldDef): Hides {
  if (field.type === 'name') return STAFF.has(field.id) ? undefined : 'name';
  if (field.type === 'phone' || field.type === 'identifier') return 'address';
  return tellsAddress(field) ? 'address' : undefined;
}

/** Whether an answer says where somebody can be found: free text about an address, a landmark, a place or a school. */
export const tellsAddress = (field: FieldDef): boolean =>
  (field.type === 'text' || field.type === 'long_text') && ADDRESS_ID.test(field.id);

/** First letters of a name's words; of a one-word name the first two letters (ui-guide §6). */
export function initialsOf(name: string): string {
  const parts = name
    .normalize('NFC')
    .split(/[\s\u00A0]+/u)
    .filter((part) => /\p{L}/u.test(part));
  const letters = (text: string, count: number): string => {
    const segments = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.replace(/^[^\p{L}]+/u, ''));
    return [...segments]
      .slice(0, count)
      .map((part) => part.segment)
      .join('');
  };
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1) return letters(first, 2);
  return parts
    .slice(0, 4)
    .map((part) => `${letters(part, 1)}.`)
    .join(' ');
}

const text = (value: FieldValue | undefined): readonly string[] =>
  typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];

/** Every name that the answers hold, of the child and of others: what must not slip through in a narrative. */
export function namesIn(configuration: Configuration, document: CaseDocument): readonly string[] {
  return knownFields(configuration).flatMap((field) => {
    if (field.type === 'rows') {
      const inner = (field.fields ?? []).filter((column) => hides(column) === 'name');
      return (document.rows[field.id] ?? []).flatMap((row) => inner.flatMap((column) => text(row.values[column.id])));
    }
    return hides(field) === 'name' ? text(document.values[field.id]) : [];
  });
}
