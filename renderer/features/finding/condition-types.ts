import '../../forms/no-eval.ts';
import { computed, shallowRef, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Output } from '#core/contracts/index.ts';
import type { ListReachView } from '#core/contracts/finding.contract.ts';
import {
  APPROVAL_STATES,
  CONSENT_STATES,
  EXCHANGE_STATES,
  type Condition,
  type ConditionKind,
} from '#core/finding/filter.ts';
import { personMark } from '#core/finding/record-facts.ts';
import { RECORD_KINDS, type RecordList } from '#core/finding/record-kinds.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { office } from '../../bridge.ts';
import { recordFields, useConfigurationStore, useOptionWords } from '../../configuration.ts';
import { placeFinder } from '../../forms/place-finder.ts';
import { useFormats } from '../../i18n/format.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
}
export type ConditionEditor =
  | { readonly kind: 'none' | 'days' | 'age' | 'number' }
  | {
      readonly kind: 'options';
      readonly options: readonly Choice[];
      /** Looks for options where there are too many to go through. */
      readonly find?: (typed: string) => readonly Choice[];
      readonly wordOf?: (value: string) => string;
    }
  | { readonly kind: 'task'; readonly deadlines: readonly Choice[] }
  | { readonly kind: 'approval'; readonly subjects: readonly Choice[]; readonly states: readonly Choice[] };

/** A kind of condition that can be added: what it is called, how it begins, what is asked of it. */
export interface ConditionType {
  /** The kind; of an answer `field:<key>`, or `record:<question>`. */
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly begin: () => Condition;
  readonly editor: ConditionEditor;
}

/** A condition on an answer: of a case, or of the record that a list holds. */
export type AnswerCondition = Extract<Condition, { readonly on: 'field' | 'record' }>;
type Unasked<C> = C extends AnswerCondition ? Omit<C, 'is'> : never;
type About = Unasked<AnswerCondition>;
export const asksAnswer = (condition: Condition): condition is AnswerCondition =>
  condition.on === 'field' || condition.on === 'record';
const aboutId = (about: About): string => (about.on === 'field' ? `field:${about.field}` : `record:${about.fact}`);

export const typeIdOf = (condition: Condition): string => (asksAnswer(condition) ? aboutId(condition) : condition.on);

/** What a list of records asks of them, as far as the person may. */
export interface RecordReach {
  readonly list: RecordList;
  readonly facts: readonly string[];
}

const STEPS = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'] as const;
const STATUSES = ['open', 'closed', 'transferred', 'duplicate', 'disabled'] as const;
const RISKS = ['high', 'medium', 'low', 'none', 'not-assessed'] as const;

/** Every kind of condition that this person may use, in the words of the screen and of the configuration. */
export function useConditionTypes(
  reach: () => ListReachView | undefined,
  records: () => RecordReach | undefined = () => undefined,
): ComputedRef<readonly ConditionType[]> {
  const { t } = useI18n();
  const { say } = useFormats();
  const { options, word } = useOptionWords();
  const store = useConfigurationStore();
  const colleagues = shallowRef<Output<'casework.colleagues'>>([]);
  void office()
    .casework.colleagues({})
    .then((reply) => {
      if (reply.ok) colleagues.value = reply.value;
    });

  const choices = (ids: readonly string[], label: (id: string) => string): Choice[] =>
    ids.map((id) => ({ value: id, label: label(id) }));
  const listed = (list: string): ConditionEditor => ({ kind: 'options', options: options(list) });
  const places = computed((): ConditionEditor => {
    const { configuration } = store;
    if (configuration === undefined) return { kind: 'options', options: [] };
    const finder = placeFinder(placeTreeOf(configuration), say, 1);
    return { kind: 'options', options: [], find: finder.find, wordOf: (code) => finder.wordsOf(code).label };
  });

  function ofCase(): ConditionType[] {
    const known = new Set(reach()?.conditions);
    const type = (
      on: Exclude<ConditionKind, 'field' | 'record' | 'measure'>,
      group: 'case' | 'child' | 'work',
      begin: Condition,
      editor: ConditionEditor,
    ): ConditionType[] =>
      known.has(on)
        ? [{ id: on, label: t(`finding.on_${on}`), group: t(`finding.group_${group}`), begin: () => begin, editor }]
        : [];
    const owners = [
      { value: 'me', label: t('finding.owner_me') },
      { value: 'nobody', label: t('finding.owner_nobody') },
      ...colleagues.value.map(({ user, name }) => ({ value: user, label: name })),
    ];
    const states = (name: string, ids: readonly string[]): ConditionEditor => ({
      kind: 'options',
      options: choices(ids, (id) => t(`finding.${name}_${id.replaceAll('-', '_')}`)),
    });
    return [
      ...type(
        'status',
        'case',
        { on: 'status', in: [] },
        { kind: 'options', options: choices(STATUSES, (id) => word('case_status', id)) },
      ),
      ...type(
        'risk',
        'case',
        { on: 'risk', in: [] },
        {
          kind: 'options',
          options: choices(RISKS, (id) => t(id === 'not-assessed' ? 'finding.risk_not_assessed' : `ui.risk_${id}`)),
        },
      ),
      ...type('concern', 'case', { on: 'concern', in: [] }, listed('protection_concerns')),
      ...type('step', 'case', { on: 'step', in: [] }, states('step', STEPS)),
      ...type('owner', 'case', { on: 'owner', in: [] }, { kind: 'options', options: owners }),
      ...type(
        'office',
        'case',
        { on: 'office', in: [] },
        { kind: 'options', options: choices(['own', 'received'], (id) => t(`cases.office_${id}`)) },
      ),
      ...type(
        'exchange',
        'case',
        { on: 'exchange', in: [] },
        { kind: 'options', options: choices(EXCHANGE_STATES, (id) => t(`cases.exchange_${id}`)) },
      ),
      ...type('consent', 'case', { on: 'consent', in: [] }, states('consent', CONSENT_STATES)),
      ...type('updated', 'case', { on: 'updated', when: { lastDays: 7 } }, { kind: 'days' }),
      ...type('conflicts', 'case', { on: 'conflicts' }, { kind: 'none' }),
      ...type('sex', 'child', { on: 'sex', in: [] }, listed('sex')),
      ...type('age', 'child', { on: 'age', from: 0, to: 17 }, { kind: 'age' }),
      ...type('area', 'child', { on: 'area', in: [] }, places.value),
      ...type('photo', 'child', { on: 'photo' }, { kind: 'none' }),
      ...type('incident', 'child', { on: 'incident' }, { kind: 'none' }),
      ...type('task', 'work', { on: 'task', due: 'late' }, { kind: 'task', deadlines: deadlines() }),
      ...type('flag', 'work', { on: 'flag', in: ['open'] }, states('flag', ['open', 'resolved'])),
      ...type(
        'approval',
        'work',
        { on: 'approval', of: [], in: ['requested'] },
        {
          kind: 'approval',
          subjects: choices(['assessment', 'case_plan', 'closure', 'action_plan'], (id) =>
            word('approval_subjects', id),
          ),
          states: choices(APPROVAL_STATES, (id) => t(`finding.approval_${id}`)),
        },
      ),
    ];
  }
  function deadlines(): Choice[] {
    const may = new Set(reach()?.deadlines);
    return (store.configuration?.workflow?.deadlines ?? [])
      .filter(({ id }) => may.has(id))
      .map(({ id, label }) => ({ value: id, label: say(label) }));
  }

  function answerType(def: FieldDef, about: About, group: string): ConditionType {
    const begun = { id: aboutId(about), label: say(def.label), group };
    switch (def.type) {
      case 'date':
      case 'date_time':
      case 'date_range':
        return { ...begun, begin: () => ({ ...about, is: { lastDays: 30 } }), editor: { kind: 'days' } };
      case 'number':
        return { ...begun, begin: () => ({ ...about, is: { least: 0, most: 100 } }), editor: { kind: 'number' } };
      case 'place':
        return { ...begun, begin: () => ({ ...about, is: { in: [] } }), editor: places.value };
      case 'tick': {
        const editor: ConditionEditor = { kind: 'options', options: [{ value: 'yes', label: t('finding.ticked') }] };
        return { ...begun, begin: () => ({ ...about, is: { in: ['yes'] } }), editor };
      }
      default:
        return { ...begun, begin: () => ({ ...about, is: { in: [] } }), editor: listed(def.options ?? '') };
    }
  }
  function ofAnswers(): ConditionType[] {
    const may = new Set(reach()?.answers);
    return (store.configuration?.forms ?? []).flatMap((form) =>
      form.sections
        .flatMap(({ fields }) => fields)
        .flatMap((def) => [
          ...(may.has(def.id) ? [answerType(def, { on: 'field', field: def.id }, say(form.label))] : []),
          ...(def.fields ?? [])
            .filter((inner) => may.has(`${def.id}.${inner.id}`))
            .map((inner) => answerType(inner, { on: 'field', field: `${def.id}.${inner.id}` }, say(form.label))),
        ]),
    );
  }
  /** Questions about the records of a list, before everything about their cases. */
  function ofRecords(): ConditionType[] {
    const asked = records();
    if (asked === undefined) return [];
    const { people } = RECORD_KINDS[asked.list];
    const group = t(`lists.one_${asked.list}`);
    return recordFields(store.configuration, asked.list)
      .filter(({ id }) => asked.facts.includes(id))
      .map((def): ConditionType => {
        const about = { on: 'record', fact: def.id } as const;
        if (!people.includes(def.id)) return answerType(def, about, group);
        const options = [
          { value: 'me', label: t('finding.owner_me') },
          ...colleagues.value.map(({ user, name }) => ({ value: personMark(user), label: name })),
        ];
        const begin = (): Condition => ({ ...about, is: { in: [] } });
        return { id: aboutId(about), label: say(def.label), group, begin, editor: { kind: 'options', options } };
      });
  }
  return computed(() => [...ofRecords(), ...ofCase(), ...ofAnswers()]);
}
