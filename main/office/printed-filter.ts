import type { Condition } from '#core/finding/filter.ts';
import { FilterWords } from '#core/finding/filter-words.ts';
import { RECORD_KINDS, type RecordList } from '#core/finding/record-kinds.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef } from '#core/forms/types.ts';
import type { OfficeId } from '#core/ids.ts';
import { measureWords } from '#core/measures/measure-words.ts';
import type { PrintContext } from '#core/reports/context.ts';
import { dateText } from '#core/reports/dates.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';

/** Which list of options the ids of a condition are from. */
const LISTS: Partial<Record<Condition['on'], string>> = {
  status: 'case_status',
  risk: 'risk_levels',
  sex: 'sex',
  concern: 'protection_concerns',
  approval: 'approval_subjects',
};
/** The subjects of messages by which the rest is called. */
const WORDS: Partial<Record<Condition['on'], string>> = {
  flag: 'finding.flag_',
  consent: 'finding.consent_',
  step: 'finding.step_',
  exchange: 'cases.exchange_',
};

/**
 * Filters in the words of a print, whatever the language of the screen. `list`: of records, whose own questions are
 * called by it.
 */
export function filterWordsFor(
  open: OpenOffice,
  { language, printedBy }: Pick<PrintContext, 'language' | 'printedBy'>,
  list?: RecordList,
): FilterWords {
  const { configuration, fields, options } = open.configuration;
  const t = readMessages(open.resourcesDir, language, 'cases', 'finding', 'measures');
  const day = (date: string): string => dateText(date, language);
  const labelIn = (of: string | undefined, id: string): string =>
    (of === undefined ? undefined : options.get(of)?.get(id)?.label[language]) ?? id;
  const placeName = (code: string): string => placeTreeOf(configuration).pathOf(code).at(-1)?.label[language] ?? code;
  const person = (id: string): string => (id === 'me' ? printedBy : personName(open, id.replace(/^u\./, '')));

  function fieldOf(condition: Condition): FieldDef | undefined {
    if (condition.on === 'field') return fields.get(condition.field)?.def;
    if (condition.on !== 'record' || list === undefined) return undefined;
    return fields.get(`${RECORD_KINDS[list].tells}.${condition.fact}`)?.def;
  }
  function answerWord(condition: Condition, id: string): string {
    const def = fieldOf(condition);
    if (def?.type === 'place') return placeName(id);
    if (def?.type === 'tick') return t('finding.ticked');
    if (condition.on === 'record' && list !== undefined && RECORD_KINDS[list].people.includes(condition.fact))
      return person(id);
    return labelIn(def?.options, id);
  }
  function word(condition: Condition, id: string): string {
    switch (condition.on) {
      case 'field':
      case 'record':
        return answerWord(condition, id);
      case 'owner':
        return id === 'nobody' ? t('finding.owner_nobody') : person(id);
      case 'area':
        return placeName(id);
      case 'office':
        return id === 'own' || id === 'received'
          ? t(`cases.office_${id}`)
          : (open.repos.offices.officeById(id as OfficeId)?.name ?? id);
      case 'task':
        return configuration.workflow?.deadlines.find((one) => one.id === id)?.label[language] ?? id;
      case 'risk':
        return id === 'not-assessed' ? t('finding.risk_not_assessed') : labelIn(LISTS.risk, id);
      default: {
        const words = WORDS[condition.on];
        return words === undefined ? labelIn(LISTS[condition.on], id) : t(`${words}${id.replaceAll('-', '_')}`);
      }
    }
  }
  return new FilterWords({
    t,
    day,
    number: String,
    label: (condition) =>
      condition.on === 'field' || condition.on === 'record'
        ? fieldOf(condition)?.label[language]
        : t(`finding.on_${condition.on}`),
    word,
    measure: (condition) =>
      measureWords(condition, {
        t,
        language,
        day,
        configuration,
        nameOfPerson: (user) => personName(open, user) || undefined,
      }),
  });
}
