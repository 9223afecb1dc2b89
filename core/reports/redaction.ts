import { knownFields } from '#core/forms/known-fields.ts';
import type { CaseDocument, Configuration, FieldDef, FieldValue } from '#core/forms/types.ts';
import type { NameMode, Signer } from '#core/forms/layout-def.ts';
import type { ReportId } from './document.ts';

export type { NameMode };

/** From the mode that shows least to the one that shows most. */
export const STRICTNESS: readonly NameMode[] = ['code', 'initials', 'others', 'full'];
export const showsMoreThan = (one: NameMode, usual: NameMode): boolean =>
  STRICTNESS.indexOf(one) > STRICTNESS.indexOf(usual);

/**
 * Who is named on which report unless a person with the right asks for more and says why (reference.md §6.2; the code
 * as the safe choice: ui-guide §8).
 *
 * | report              | child    | address, phones, document numbers |
 * |---------------------|----------|-----------------------------------|
 * | case summary        | code     | left out                          |
 * | case history        | code     | left out                          |
 * | case list           | code     | left out                          |
 * | list of records     | code     | left out                          |
 * | reminder sheet      | code     | left out                          |
 * | registration form   | full     | printed: it is signed             |
 * | referral letter     | by package: what was chosen to go along      |
 * | hand-over summary   | full     | printed: it is handed over sealed |
 * | a form              | full     | printed: it is signed             |
 * | photo wall          | code     | left out                          |
 * | other papers        | as their layout says (core/forms/layout-def.ts) |
 */
export function redactionDefault(report: ReportId): NameMode {
  switch (report) {
    case 'case-summary':
    case 'case-summaries':
    case 'case-history':
    case 'case-list':
    case 'record-list':
    case 'reminders':
    case 'statistics':
    case 'monthly-sheet':
    case 'photo-wall':
    case 'layout':
      return 'code';
    case 'registration':
    case 'referral':
    case 'handover':
    case 'form':
    case 'blank-form':
    case 'blank-registration':
    case 'emergency-plan':
    case 'factor-codes':
    case 'recovery-kit':
    case 'trust-sheet':
    case 'codes':
    case 'processing':
    case 'roles':
    case 'notice':
    case 'breach-letter':
      return 'full';
  }
}

export type Hides = 'name' | 'address' | undefined;

/** Staff sign for their work under their own name, on every copy. */
const STAFF = new Set(['interviewer', 'consent_taken_by', 'supervisor_consulted_name', 'interpreter_name']);
/** Free-text questions by which a child can be found. */
const ADDRESS_ID = /(^|_)(address|landmark|location|place|directions|school_name)(_|$)/;

/** Who signs for the office's own work. */
const STAFF_SIGNERS: ReadonlySet<Signer | undefined> = new Set(['caseworker', 'supervisor', 'interpreter', 'chair']);
/** Whether a copy shows who signed: a signature is a name, that of the child or the staff in a copy for the child too. */
export const showsSignature = ({ signs }: FieldDef, names: NameMode): boolean =>
  names === 'full' || (names === 'others' && (signs === 'child' || STAFF_SIGNERS.has(signs)));

/** What a question's answer gives away when the child is not shown by name. */
export function hides(field: FieldDef): Hides {
  if (field.type === 'name') return STAFF.has(field.id) ? undefined : 'name';
  if (field.type === 'phone' || field.type === 'identifier') return 'address';
  return tellsAddress(field) ? 'address' : undefined;
}

/** Whether an answer says where somebody can be found: free text about an address, a landmark, a place or a school. */
export const tellsAddress = (field: FieldDef): boolean =>
  (field.type === 'text' || field.type === 'long_text') && ADDRESS_ID.test(field.id);

/** The names by which the child is called; every other name is somebody else's. */
const CHILDS_NAMES = new Set([
  'full_name',
  'nickname',
  'given_name',
  'middle_name',
  'grandfather_name',
  'family_name',
  'name_transliteration',
  'other_names',
  'name_after_separation',
]);
/** Rows that are about the child alone. */
const CHILDS_ROWS = new Set(['identity_documents']);

/**
 * Whether an answer tells of another person than the child: what a copy for the child itself leaves out (GDPR 15(4),
 * reference.md §8.2).
 *
 * @param path `field`, or `rows.field` for a field of a row.
 */
export function tellsOfOthers(field: FieldDef, path: string): boolean {
  const [rows, inner] = path.split('.');
  if (hides(field) === 'name') return inner !== undefined || !CHILDS_NAMES.has(field.id);
  if (inner === undefined || rows === undefined || CHILDS_ROWS.has(rows)) return false;
  return hides(field) === 'address' || field.type === 'age' || /(^|_)date_of_birth$/.test(field.id);
}

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

/**
 * Every name that the answers hold: what must not slip through in a narrative. In a copy that leaves out the others, only
 * theirs.
 */
export function namesIn(configuration: Configuration, document: CaseDocument, mode?: NameMode): readonly string[] {
  return knownFields(configuration).flatMap((field) => {
    if (mode === 'others' && CHILDS_NAMES.has(field.id)) return [];
    if (field.type === 'rows') {
      const inner = (field.fields ?? []).filter((column) => hides(column) === 'name');
      return (document.rows[field.id] ?? []).flatMap((row) => inner.flatMap((column) => text(row.values[column.id])));
    }
    return hides(field) === 'name' ? text(document.values[field.id]) : [];
  });
}
