import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import { filterFields, type FilterField } from './case-facts.ts';
import { conditionsOf, type Condition, type ConditionKind, type Filter } from './filter.ts';

/** What a person knows of every case that their lists reach. */
export interface Known {
  /** Whether they may read the answer to a question, by its key. */
  readonly sees: (key: string) => boolean;
  /** Whether the lines of their lists say what a question asks. */
  readonly lists: (field: string) => boolean;
  /** Whether an answer of the records of a list may be read in each of them; absent in a list of cases. */
  readonly seesRecord?: (fact: string) => boolean;
}

/** The answers that a condition tells of; a condition that is not here tells only what every line of the list shows. */
const READS: Partial<Record<Condition['on'], readonly string[]>> = {
  area: ['current_area'],
  concern: ['protection_concerns', 'primary_concern'],
  flag: ['flags', 'flags.flag_at'],
  approval: ['approvals', 'approvals.approval_status'],
  consent: ['consent_share', 'consent_withdrawn', 'no_consent_grounds'],
  step: ['assessments', 'case_plans', 'services', 'followups', 'closures'],
  incident: ['incidents', 'incident_links'],
};
/** What every line shows, unless the form that asks it is closed. */
const LISTED: Partial<Record<Condition['on'], string>> = { risk: 'risk_level', sex: 'sex', age: 'age' };

/** Whether every answer that a kind of condition tells of is open, whichever of its values is asked for. */
export function mayNarrowBy(config: LoadedConfiguration, kind: ConditionKind, { sees, lists }: Known): boolean {
  const open = (key: string): boolean => !config.fields.has(key) || sees(key);
  if (kind === 'photo') return [...config.fields.values()].every(({ def, key }) => def.type !== 'photo' || open(key));
  const listed = LISTED[kind];
  return (listed === undefined || lists(listed)) && (READS[kind] ?? []).every(open);
}

/** Whether an answer may narrow a list: it is marked so, and so is what holds it. */
export const seesField = ({ key, rows }: FilterField, { sees }: Known): boolean =>
  sees(key) && (rows === undefined || sees(rows.id));

/** Whether a condition tells, by its counts, only what is open to somebody in every case that the list reaches. */
function mayNarrow(config: LoadedConfiguration, condition: Condition, known: Known): boolean {
  if (condition.on === 'field') {
    const field = filterFields(config).get(condition.field);
    return field !== undefined && seesField(field, known);
  }
  if (condition.on === 'record') return known.seesRecord?.(condition.fact) === true;
  if (condition.on !== 'task') return mayNarrowBy(config, condition.on, known);
  const hidden = hiddenDeadlines(config, known.sees);
  return condition.deadlines?.some((id) => hidden.has(id)) !== true;
}

/** Whether somebody may narrow their lists so. */
export const mayFilter = (config: LoadedConfiguration, filter: Filter, known: Known): boolean =>
  conditionsOf(filter).every((condition) => mayNarrow(config, condition, known));
