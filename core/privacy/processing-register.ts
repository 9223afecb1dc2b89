import type { FieldDef } from '../forms/types.ts';
import { FLOWS, ALWAYS, OWN_MEASURES, type ProcessingFacts } from './processing-facts.ts';
import { usualPurpose } from './purposes.ts';
import { label, typed, word, type Said, type SaidLine, type SaidSection } from './said.ts';
import { personsIn, PERSONS, questionsOf, specialIn } from './special-data.ts';

const say = (name: string, count?: number): Said => word(`processing.${name}`, count);
const NOBODY = [say('not_said')];
const orNothing = (said: readonly Said[]): readonly Said[] => (said.length === 0 ? NOBODY : said);
const country = (code: string): readonly Said[] => (code === '' ? NOBODY : [{ kind: 'country', code }]);
const day = (value: string | undefined): readonly Said[] =>
  value === undefined ? [say('no_end')] : [{ kind: 'day', day: value }];
const key = (id: string): string => id.replaceAll(/[.-]/g, '_');

function office({ name, code, programme, about }: ProcessingFacts): SaidSection {
  const line = (id: string, value: readonly Said[], needed = true): SaidLine => ({
    id,
    cells: [[say(`office_${id}`)], orNothing(value)],
    ...(needed && value.length === 0 ? { warn: true as const } : {}),
  });
  const text = (part: 'contact' | 'officer' | 'authority' | 'controller') => typed(about?.[part] ?? '');
  return {
    id: 'office',
    columns: ['what', 'said'],
    lines: [
      line('name', typed(`${name} (${code})`)),
      line('programme', typed(programme)),
      line('capacity', about === undefined ? [] : [say(`capacity_${about.capacity}`)]),
      ...(about === undefined || about.capacity === 'controller' ? [] : [line('controller', text('controller'))]),
      line('contact', text('contact')),
      line('officer', text('officer')),
      line('authority', text('authority'), false),
      line('country', (about?.country ?? '') === '' ? [] : country(about?.country ?? '')),
    ],
  };
}

const classesIn = (questions: readonly FieldDef[]): readonly number[] =>
  [...new Set(questions.map(({ sensitivity }) => sensitivity))].sort((a, b) => a - b);

/** Each form, for what and on what ground. */
function activities({ configuration, decided }: ProcessingFacts): SaidSection {
  const lines = configuration.forms
    .filter(({ system }) => system !== true)
    .map((form): SaidLine => {
      const questions = questionsOf([form]);
      const special = specialIn(questions);
      const decision = decided.get(form.id);
      const open = decision === undefined || (special.length > 0 && decision.condition === 'none');
      return {
        id: form.id,
        cells: [
          [label(form.label)],
          [say(`purpose_${decision?.purpose ?? usualPurpose(form)}`)],
          decision === undefined ? [say('undecided')] : [say(`basis_${key(decision.basis)}`), ...typed(decision.note)],
          special.length === 0
            ? [say('special_none')]
            : [
                ...special.map((one) => say(`special_${key(one)}`)),
                ...(decision === undefined ? [] : [say(`condition_${key(decision.condition)}`)]),
              ],
          [say('questions', questions.length)],
        ],
        ...(open ? { warn: true as const } : {}),
      };
    });
  return { id: 'activities', columns: ['form', 'purpose', 'basis', 'special', 'questions'], lines };
}

function people({ configuration }: ProcessingFacts): SaidSection {
  const counts = personsIn(questionsOf(configuration.forms.filter(({ system }) => system !== true)));
  const lines = PERSONS.filter((one) => one === 'staff' || counts.has(one)).map((one): SaidLine => ({
    id: one,
    cells: [
      [say(`person_${one}`)],
      [one === 'staff' ? say('person_staff_data') : say('questions', counts.get(one) ?? 0)],
    ],
  }));
  return { id: 'people', columns: ['whose', 'data'], lines };
}

/** Which data, by what they are about, with their classes (reference.md §8.6). */
function data({ configuration, turnedOn }: ProcessingFacts): SaidSection {
  const questions = questionsOf(configuration.forms.filter(({ system }) => system !== true));
  const kinds = [...Map.groupBy(questions, ({ compartment }) => compartment)];
  const on = new Set(turnedOn);
  const optional = questions.filter(({ id, offByDefault }) => offByDefault === true && on.has(id));
  return {
    id: 'data',
    columns: ['kind', 'questions', 'classes', 'special'],
    lines: [
      ...kinds.map(([kind, some]): SaidLine => {
        const special = specialIn(some);
        return {
          id: kind,
          cells: [
            [say(`kind_${kind}`)],
            [say('questions', some.length)],
            classesIn(some).map((level) => say('class', level)),
            special.length === 0 ? [say('special_none')] : special.map((one) => say(`special_${key(one)}`)),
          ],
        };
      }),
      ...optional.map((field): SaidLine => ({
        id: `on ${field.id}`,
        cells: [[label(field.label)], [say('turned_on')], [say('class', field.sensitivity)], [say('special_may')]],
      })),
    ],
  };
}

function recipients({ offices, agreements, about }: ProcessingFacts): SaidSection {
  const home = about?.country ?? '';
  const abroad = (code: string): boolean => code !== '' && home !== '' && code !== home;
  const line = (id: string, name: string, what: Said, code: string): SaidLine => ({
    id,
    cells: [typed(name), [what], country(code), [say(abroad(code) ? 'abroad' : code === '' ? 'where' : 'inland')]],
    ...(abroad(code) || code === '' ? { warn: true as const } : {}),
  });
  return {
    id: 'recipients',
    columns: ['recipient', 'kind', 'country', 'transfer'],
    lines: [
      ...offices.map(({ id, name, country: code }) => line(`office ${id}`, name, say('recipient_office'), code)),
      ...agreements.map(({ id, with: name, sort, country: code }) =>
        line(`agreement ${id}`, name, say(`agreement_${sort}`), code),
      ),
      {
        id: 'providers',
        cells: [[say('recipient_providers')], [say('recipient_referral')], NOBODY, [say('providers_rule')]],
      },
    ],
  };
}

const flows = ({ flows: counts }: ProcessingFacts): SaidSection => ({
  id: 'flows',
  columns: ['flow', 'times'],
  passing: true,
  lines: FLOWS.map((one) => ({ id: one, cells: [[say(`flow_${key(one)}`)], [say('times', counts.get(one) ?? 0)]] })),
});

const agreed = ({ agreements }: ProcessingFacts): SaidSection => ({
  id: 'agreements',
  columns: ['recipient', 'kind', 'from', 'until'],
  lines: agreements.map(({ id, with: name, sort, from, until }) => ({
    id,
    cells: [typed(name), [say(`agreement_${sort}`)], day(from), day(until)],
  })),
});

const retention = ({ retention: rules }: ProcessingFacts): SaidSection => ({
  id: 'retention',
  columns: ['what', 'when'],
  lines: [
    ...rules.map(({ id, label: name, span }): SaidLine => {
      const [, count = '', unit = ''] = /^(\d+)([hdwm])$/.exec(span) ?? [];
      return { id, cells: [[label(name)], [say(`span_${unit}`, Number(count))]] };
    }),
    { id: 'hold', cells: [[say('retention_hold')], [say('retention_hold_when')]] },
    { id: 'trail', cells: [[say('retention_trail')], [say('retention_trail_when')]] },
    { id: 'backups', cells: [[say('retention_backups')], [say('retention_backups_when')]] },
  ],
});

const measures = ({ measures: states }: ProcessingFacts): SaidSection => ({
  id: 'measures',
  columns: ['measure', 'state'],
  lines: [
    ...ALWAYS.map((one): SaidLine => ({ id: one, cells: [[say(`measure_${one}`)], [say('state_always')]] })),
    ...OWN_MEASURES.map((one): SaidLine => {
      const state = states[one];
      const weak = state === 'off' || state === 'overdue';
      return {
        id: one,
        cells: [[say(`measure_${key(one)}`)], [say(`state_${state}`)]],
        ...(weak ? { warn: true as const } : {}),
      };
    }),
  ],
});

const access = ({ roles }: ProcessingFacts): SaidSection => ({
  id: 'access',
  columns: ['role', 'reach', 'highest', 'rights'],
  lines: roles.map(({ id, label: name, scope, maxClass, rights }) => ({
    id,
    cells: [
      [label(name)],
      [word(`roles.scope_${scope}`)],
      [word(`roles.class_${String(maxClass)}`)],
      rights.length === 0 ? [say('no_rights')] : rights.map((right) => word(`roles.right_${key(right)}`)),
    ],
  })),
});

const configured = ({ configuration }: ProcessingFacts): SaidSection => ({
  id: 'configuration',
  columns: ['profile', 'version'],
  lines: [
    {
      id: 'profile',
      cells: [[label(configuration.label)], [say('version', configuration.version)]],
    },
  ],
});

/**
 * The register of processing (reference.md §8.2, article 30), from the office as it is set up: nothing in it is written
 * twice. Lines that somebody has to look at are marked: a ground that nobody decided, a recipient abroad, a measure that
 * is off.
 */
export const processingRegister = (facts: ProcessingFacts): readonly SaidSection[] => [
  office(facts),
  activities(facts),
  people(facts),
  data(facts),
  recipients(facts),
  flows(facts),
  agreed(facts),
  retention(facts),
  measures(facts),
  access(facts),
  configured(facts),
];
