import { useI18n } from 'vue-i18n';
import { dueSpan } from '#core/casework/due-span.ts';
import { dayAt } from '#core/casework/working-time.ts';
import type { CaseTask, TaskLine } from '#core/contracts/tasks.contract.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { intlLocale } from '../../i18n/date-formats.ts';
import { useFormats } from '../../i18n/format.ts';
import { dateFormat } from '../../i18n/kept-formats.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { ownZone } from '../../ui/moment.ts';

type Dated = Pick<TaskLine['task'], 'dueAtUtc' | 'exact'>;

export interface DueWords {
  readonly tone: 'late' | 'clock' | 'plain';
  /** "21 h late", "31 h left", "End of day", "Fri 27 Nov". */
  readonly main: string;
  /** "was due Sun 22 Nov, 13:30", "until Tue 24 Nov, 18:00", "in 4 days"; empty when there is no more to say. */
  readonly note: string;
}

interface TaskWords {
  /** What is to be done, as the office's deadline table calls it; empty while the configuration is on its way. */
  readonly what: (deadline: string) => string;
  /** @param now milliseconds since 1970 UTC. */
  readonly due: (task: Dated, now: number) => DueWords;
  /** How far away it is, in words that stand alone: "3 days late", "in 4 days". */
  readonly away: (task: Dated, now: number) => string;
  /** "Fri 27 Nov" at the office, with the year when it is another, and the time when the task is due to the hour. */
  readonly moment: (instant: string, exact: boolean) => string;
  /** Why it is not due when the table says, or not shown now. */
  readonly changes: (task: TaskLine['task'] | CaseTask) => readonly { readonly text: string; readonly why: string }[];
}

const YEAR = { year: 'numeric' } as const;
const WEEKDAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** Tasks in words, by the clock of the office. */
export function useTaskWords(): TaskWords {
  const { t, locale } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  const app = useAppStore();
  void store.read();
  const here = ownZone();
  const zone = (): string => app.state?.office?.timeZone ?? here;
  const format = (instant: string, options: Intl.DateTimeFormatOptions): string =>
    dateFormat(intlLocale(locale.value), { ...options, timeZone: zone() }).format(new Date(instant));
  const yearOf = (instant: number): string => dayAt(instant, zone()).slice(0, 4);
  const moment = (instant: string, exact: boolean): string => {
    const far = yearOf(Date.parse(instant)) !== yearOf(Date.now());
    return format(instant, { ...WEEKDAY, ...(far ? YEAR : {}), ...(exact ? TIME : {}) });
  };
  const spanOf = (task: Dated, now: number) =>
    dueSpan({ dueAt: Date.parse(task.dueAtUtc), exact: task.exact }, now, zone());
  const away = (task: Dated, now: number): string => {
    const span = spanOf(task, now);
    return span.kind === 'today'
      ? t('tasks.due_today')
      : t(`tasks.due_${span.kind}_${span.unit}`, { count: span.count });
  };
  return {
    what: (deadline) => {
      const found = store.configuration?.workflow?.deadlines.find(({ id }) => id === deadline);
      return found === undefined ? '' : say(found.label);
    },
    away,
    due: (task, now) => {
      const span = spanOf(task, now);
      const words = away(task, now);
      if (span.kind === 'today') return { tone: 'plain', main: words, note: '' };
      const at = moment(task.dueAtUtc, task.exact);
      if (span.kind === 'late') return { tone: 'late', main: words, note: t('tasks.was_due', { when: at }) };
      if (span.unit !== 'days') {
        const today = dayAt(Date.parse(task.dueAtUtc), zone()) === dayAt(now, zone());
        const until = today ? format(task.dueAtUtc, TIME) : at;
        return { tone: 'clock', main: words, note: t('tasks.until', { when: until }) };
      }
      return { tone: 'plain', main: at, note: words };
    },
    moment,
    changes: (task) => [
      ...(task.earliest === undefined ? [] : [{ text: t('tasks.earliest'), why: '' }]),
      ...(task.movedFromUtc === undefined
        ? []
        : [
            {
              text: t('tasks.moved_from', { when: moment(task.movedFromUtc, false) }),
              why: 'moveReason' in task ? (task.moveReason ?? '') : '',
            },
          ]),
      ...(task.snoozedUntilUtc === undefined
        ? []
        : [
            {
              text: t('tasks.put_off_until', { when: moment(task.snoozedUntilUtc, false) }),
              why: 'snoozeReason' in task ? (task.snoozeReason ?? '') : '',
            },
          ]),
    ],
  };
}
