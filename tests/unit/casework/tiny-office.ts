import { tasksOf, type Task, type TaskSetting } from '#core/casework/tasks.ts';
import type { WorkingTime } from '#core/casework/working-time.ts';
import { loadConfiguration, type LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';

const text = (en: string) => ({ en, fr: en, ar: en });
const date = (id: string) => ({ id, type: 'date', label: text(id), sensitivity: 3, compartment: 'core' });
const moment = (id: string) => ({ ...date(id), type: 'date_time' });
const choice = (id: string, options: string) => ({ ...date(id), type: 'choice', options });
const rows = (id: string, fields: readonly unknown[]) => ({ ...date(id), type: 'rows', fields });
const list = (id: string, options: readonly string[]) => ({
  id,
  options: options.map((option) => ({ id: option, label: text(option) })),
});

/** A small profile with one deadline of each kind, in the shape of a profile's files. */
export const TINY = {
  profile: 'tiny',
  version: 1,
  label: text('Tiny'),
  description: text('Tiny'),
  forms: [
    {
      id: 'all',
      version: 1,
      label: text('All'),
      step: 'C1',
      sections: [
        {
          id: 'all',
          label: text('All'),
          fields: [
            date('registration_date'),
            choice('risk_level', 'risk_level'),
            choice('status', 'case_status'),
            rows('followups', [date('followup_done'), choice('child_seen', 'yes_no'), date('next_visit')]),
            rows('services', [
              moment('service_created'),
              choice('service_timeframe', 'timeframe'),
              date('service_appointment'),
              moment('service_implemented'),
              choice('service_result', 'service_result'),
            ]),
            rows('reunifications', [date('reunified_on'), date('visited_on')]),
            rows('task_changes', [
              { ...date('task_key'), type: 'text' },
              date('task_snoozed_until'),
              date('task_due_override'),
              { ...date('task_reason'), type: 'long_text' },
            ]),
          ],
        },
      ],
    },
  ],
  lists: [
    list('risk_level', ['high', 'medium', 'low', 'none']),
    list('case_status', ['open', 'closed']),
    list('yes_no', ['yes', 'no']),
    list('timeframe', ['1_hour', '3_days']),
    list('service_result', ['referred', 'declined']),
  ],
  rules: [],
  workflow: {
    deadlines: [
      {
        id: 'first_contact',
        sort: 'contact',
        label: text('First contact'),
        form: 'all',
        step: 'C1',
        from: ['registration_date'],
        done: ['followups.followup_done'],
        due: { high: '24h', medium: '72h', low: '5d' },
      },
      {
        id: 'contact',
        sort: 'follow_up',
        label: text('Contact'),
        form: 'all',
        step: 'C5',
        from: ['registration_date'],
        done: ['followups.followup_done'],
        repeats: true,
        due: { high: '7d', medium: '14d', low: '1m' },
      },
      {
        id: 'agreed_visit',
        sort: 'follow_up',
        label: text('Agreed visit'),
        form: 'all',
        step: 'C5',
        rows: 'followups',
        from: ['followups.followup_done'],
        done: ['followups.followup_done'],
        dueField: 'followups.next_visit',
      },
      {
        id: 'service',
        sort: 'service',
        label: text('Service'),
        form: 'all',
        step: 'C4',
        rows: 'services',
        from: ['services.service_created'],
        done: ['services.service_implemented'],
        spanField: { field: 'services.service_timeframe', spans: { '1_hour': '1h', '3_days': '3d' } },
        dueField: 'services.service_appointment',
        when: "not (service_result = 'declined')",
      },
      {
        id: 'after_reunification',
        sort: 'reunification',
        label: text('After reunification'),
        form: 'all',
        step: 'C5',
        rows: 'reunifications',
        from: ['reunifications.reunified_on'],
        done: ['followups.followup_done'],
        schedule: ['1w', '1m', '3m'],
      },
    ],
    riskSources: [],
    suggestion: [],
    approvals: [],
  },
} as const;

export function tiny(): LoadedConfiguration {
  const loaded = loadConfiguration(structuredClone(TINY));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

export const NAIROBI: WorkingTime = { zone: 'Africa/Nairobi', workingDays: [1, 2, 3, 4, 5], holidays: new Set() };
/** An instant by the clock of Nairobi, three hours ahead of UTC. */
export const at = (local: string): number => Date.parse(`${local}:00+03:00`);
export const day = (iso: string) => ({ date: iso, precision: 'day', calendar: 'gregory' }) as const;
export const clock = (local: string) => ({ at: local, zone: 'Africa/Nairobi' });
export const row = (id: string, values: Values) => ({ id, values });

interface Case {
  readonly values?: Values;
  readonly rows?: CaseDocument['rows'];
  readonly setting?: Partial<TaskSetting>;
}

const config = tiny();

/** The tasks of a case that was registered on Monday 2 November 2026 at 10:00 with a medium risk. */
export function tasks({ values = {}, rows: all = {}, setting = {} }: Case = {}): readonly Task[] {
  const document = { values: { registration_date: day('2026-11-02'), ...values }, rows: all };
  return tasksOf(config, document, {
    today: '2026-11-02',
    time: NAIROBI,
    now: at('2026-11-02T12:00'),
    registeredAt: at('2026-11-02T10:00'),
    risks: [{ at: at('2026-11-02T10:00'), level: 'medium' }],
    ...setting,
  });
}

export const one = (all: readonly Task[], deadline: string): Task => {
  const found = all.filter((task) => task.deadline === deadline);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${String(found.length)} tasks of ${deadline}`);
  return first;
};
/** When something is due, by the clock of Nairobi. */
export const local = (instant: number): string => new Date(instant + 3 * 3_600_000).toISOString().slice(0, 16);
