import { casesOfMember, MEMBERS } from '../family/member-rows.ts';
import { isAge, isDate } from '../forms/answer-kind.ts';
import type { Configuration, FieldDef, Row } from '../forms/types.ts';
import { answerRuns, optionLabel, type AnswerSetting } from './answers.ts';
import type { PrintContext } from './context.ts';
import { ageToday, dayAt } from './dates.ts';
import { code, marked, words } from './document.ts';
import type { Block, Cell, Column, Runs } from './document.ts';

/** A case of the family that no member row gives: its code is all that another case says of it (decision 0018). */
export interface RelatedCase {
  readonly code: string;
  /** Option id of `relations`: what that child is to this one, where either case says it. */
  readonly relation?: string;
}
export interface PrintedFamily {
  /** The family's own number. */
  readonly number?: string;
  readonly related: readonly RelatedCase[];
}

/** The name comes first and only on copies that name people; the address and the phone on none (reference.md §6.2). */
const NAME = 'name';
const SAID = ['relation', 'sex'] as const;
const SAID_AFTER_AGE = ['lives_with_child', 'is_caregiver'] as const;

const memberFields = ({ forms }: Configuration): ReadonlyMap<string, FieldDef> => {
  const all = forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  return new Map((all.find(({ id }) => id === MEMBERS)?.fields ?? []).map((field) => [field.id, field]));
};

const codesOf = (codes: readonly string[]): Runs =>
  codes.flatMap((one, i) => [...(i === 0 ? [] : [words(' · ')]), code(one)]);

/**
 * Who belongs to the child, with relation and the code of the own case. Empty in profiles that do not ask for the family,
 * unless another case is known to be of it.
 */
export function familyBlocks(
  family: PrintedFamily,
  members: readonly Row[],
  setting: AnswerSetting,
  print: PrintContext,
): Block[] {
  const { t, language } = print;
  const fields = memberFields(setting.configuration);
  if (fields.size === 0 && family.related.length === 0) return [];
  const blank: Runs = [marked(t('print.blank'))];
  const today = dayAt(print.nowUtc, print.timeZone);
  const labelled = (ids: readonly string[], weight: 2 | 4): Column[] =>
    ids.flatMap((id) => {
      const label = fields.get(id)?.label[language];
      return label === undefined ? [] : [{ label, weight }];
    });
  const said = (row: Row, ids: readonly string[]): Cell[] =>
    ids.flatMap((id) => {
      const field = fields.get(id);
      if (field === undefined) return [];
      const runs = answerRuns(field, `${MEMBERS}.${id}`, row.values[id], setting);
      return [runs === 'blank' ? blank : runs];
    });
  const aged = ({ values: { date_of_birth: birth, age } }: Row): Runs => {
    const told = ageToday(isDate(birth) ? birth : undefined, isAge(age) ? age : undefined, today, t);
    return told === undefined ? blank : [words(told)];
  };
  const named = print.names === 'code' ? [] : [NAME];
  const columns = [
    ...[...named, ...SAID].filter((id) => fields.has(id)),
    'age',
    ...SAID_AFTER_AGE.filter((id) => fields.has(id)),
  ];
  const heading = t('print.family');
  return [
    {
      kind: 'heading',
      level: 2,
      text: heading,
      ...(family.number === undefined ? {} : { note: family.number }),
    },
    {
      kind: 'table',
      caption: heading,
      columns: [
        ...labelled(named, 4),
        ...labelled(SAID, 2),
        { label: t('print.age'), weight: 2 },
        ...labelled(SAID_AFTER_AGE, 2),
        { label: t('print.own_case'), weight: 3 },
      ],
      rows: [
        ...members.map((row) => [
          ...said(row, named),
          ...said(row, SAID),
          aged(row),
          ...said(row, SAID_AFTER_AGE),
          codesOf(casesOfMember(row)),
        ]),
        ...family.related.map((one) => relatedRow(one, columns, setting)),
      ],
      rowHeads: false,
      none: t('print.none_recorded'),
    },
  ];
}

/** Of the other child only the relation and the code: the rest stands in that case, and its cells stay empty here. */
function relatedRow({ code: own, relation }: RelatedCase, columns: readonly string[], setting: AnswerSetting): Cell[] {
  const said = columns.map((id): Cell =>
    id === 'relation' && relation !== undefined ? optionLabel(setting, 'relations', relation) : [],
  );
  return [...said, [code(own)]];
}
