import '../../forms/no-eval.ts';
import { computed, type Ref, type WritableComputedRef } from 'vue';
import { condition as shape, type Condition, type DayTest } from '#core/finding/filter.ts';
import { asksAnswer } from './condition-types.ts';

interface TaskValue {
  readonly due: string;
  readonly deadlines: readonly string[];
}
interface ConditionValues {
  readonly options: WritableComputedRef<readonly string[]>;
  readonly days: WritableComputedRef<DayTest>;
  readonly from: WritableComputedRef<number | undefined>;
  readonly to: WritableComputedRef<number | undefined>;
  readonly task: WritableComputedRef<TaskValue>;
  readonly within: WritableComputedRef<number | undefined>;
  readonly of: WritableComputedRef<readonly string[]>;
  readonly states: WritableComputedRef<readonly string[]>;
  /** The question has no answer. */
  readonly missing: WritableComputedRef<boolean>;
  readonly mayMiss: Ref<boolean>;
}

/** The parts of a condition, each to be read and written by its own control. */
export function useConditionValues(condition: Ref<Condition>): ConditionValues {
  /** Ids come from the lists that were offered; what does not fit the condition is not taken. An empty list may stand. */
  function take(next: object): void {
    const tried = shape.safeParse(next);
    if (tried.success) condition.value = tried.data;
  }
  const emptied = (next: Condition): void => {
    condition.value = next;
  };
  const options = computed<readonly string[]>({
    get: () => {
      const { value } = condition;
      if (asksAnswer(value)) return 'in' in value.is ? value.is.in : [];
      return 'in' in value ? value.in : [];
    },
    set: (ids) => {
      const { value } = condition;
      if (asksAnswer(value)) emptied({ ...value, is: { in: [...ids] } });
      else if (!('in' in value)) return;
      else if (ids.length === 0) emptied({ ...value, in: [] });
      else take({ ...value, in: [...ids] });
    },
  });
  const days = computed<DayTest>({
    get: () => {
      const { value } = condition;
      if (value.on === 'updated') return value.when;
      return asksAnswer(value) && !('in' in value.is) && !('least' in value.is) ? value.is : { lastDays: 30 };
    },
    set: (test) => {
      const { value } = condition;
      if (value.on === 'updated') condition.value = { ...value, when: test };
      if (asksAnswer(value)) condition.value = { ...value, is: test };
    },
  });
  const end = (which: 'from' | 'to', field: 'least' | 'most'): WritableComputedRef<number | undefined> =>
    computed({
      get: () => {
        const { value } = condition;
        if (value.on === 'age') return value[which];
        return asksAnswer(value) && 'least' in value.is ? value.is[field] : undefined;
      },
      set: (next) => {
        const { value } = condition;
        if (value.on === 'age') {
          const { [which]: _, ...rest } = value;
          take(next === undefined ? rest : { ...rest, [which]: next });
        } else if (asksAnswer(value) && 'least' in value.is && next !== undefined)
          condition.value = { ...value, is: { ...value.is, [field]: next } };
      },
    });
  const task = computed<TaskValue>({
    get: () => {
      const { value } = condition;
      if (value.on !== 'task') return { due: 'any', deadlines: [] };
      const due = value.due === undefined ? 'any' : value.due === 'late' ? 'late' : 'within';
      return { due, deadlines: value.deadlines ?? [] };
    },
    set: ({ due, deadlines }) => {
      take({
        on: 'task',
        ...(deadlines.length === 0 ? {} : { deadlines: [...deadlines] }),
        ...(due === 'late' ? { due } : due === 'within' ? { due: { within: within.value ?? 7 } } : {}),
      });
    },
  });
  const within = computed<number | undefined>({
    get: () => {
      const { value } = condition;
      return value.on === 'task' && typeof value.due === 'object' ? value.due.within : undefined;
    },
    set: (count) => {
      if (count !== undefined) take({ ...condition.value, due: { within: count } });
    },
  });
  const part = (key: 'of' | 'in'): WritableComputedRef<readonly string[]> =>
    computed({
      get: () => (condition.value.on === 'approval' ? condition.value[key] : []),
      set: (ids) => {
        const { value } = condition;
        if (value.on !== 'approval') return;
        // The other part may be empty still, which the shape refuses: each is judged by itself.
        const fits = shape.safeParse({ ...value, of: ['assessment'], in: ['none'], [key]: [...ids] });
        if (ids.length === 0) emptied({ ...value, [key]: [] });
        else if (fits.success && fits.data.on === 'approval') emptied({ ...value, [key]: fits.data[key] });
      },
    });
  const missing = computed({
    get: () => asksAnswer(condition.value) && 'missing' in condition.value.is,
    set: (on) => {
      const { value } = condition;
      if (asksAnswer(value)) condition.value = { ...value, is: on ? { missing: true } : { in: [] } };
    },
  });
  const mayMiss = computed(() => asksAnswer(condition.value));
  return {
    options,
    days,
    from: end('from', 'least'),
    to: end('to', 'most'),
    task,
    within,
    of: part('of'),
    states: part('in'),
    missing,
    mayMiss,
  };
}
