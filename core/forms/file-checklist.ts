import type { FormDef } from './types.ts';
import type { CaseView, FieldView } from './view.ts';

/** What a form of the file says of its completeness (reference.md §5, §6.2). */
export interface FormStanding {
  readonly def: FormDef;
  /** Needed questions that are answered, and that are asked, those of records too. */
  readonly filled: number;
  readonly needed: number;
  /** For forms that hold records: how many. */
  readonly records?: number;
  /** Needed questions without an answer, in the order of the form. */
  readonly missing: readonly FieldView[];
}

const blank = (field: FieldView): readonly FieldView[] => [
  ...(field.relevant && field.need !== 'none' && field.state === 'blank' ? [field] : []),
  ...field.rows.flatMap((row) => row.fields.flatMap(blank)),
];

/** The file form by form, as far as its view goes: what is asked now, and what is missing. Pure. */
export const fileChecklist = (view: CaseView): readonly FormStanding[] =>
  view.forms
    .filter(({ relevant, def }) => relevant && def.system !== true)
    .map(({ def, completeness: { filled, needed }, records, sections }) => ({
      def,
      filled,
      needed,
      ...(records === undefined ? {} : { records }),
      missing: sections.flatMap(({ fields }) => fields.flatMap(blank)),
    }));
