import { computed, inject, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import type { Conflict, Draft } from '#core/contracts/cases.contract.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { namingOf } from '#core/forms/naming-of.ts';
import { openSession, type FormSession } from '#core/forms/session.ts';
import { placeTreeOf, type PlaceTree } from '#core/forms/place-tree.ts';
import { toldTo } from '#core/forms/told-checks.ts';
import type { CaseDocument, DateTimeValue, FieldValue } from '#core/forms/types.ts';
import { disputedIn } from '#core/privacy/dispute.ts';
import {
  NEEDED,
  pathKey,
  type CaseView,
  type Check,
  type EvaluationSetting,
  type FieldPath,
} from '#core/forms/view.ts';
import { momentIn, ownZone } from '../ui/moment.ts';
import { newRowId } from './row-id.ts';

export type Accepted = Draft['accepted'];

/** The answers of one case on the screen, as the widgets see them. */
export interface FormState {
  readonly config: LoadedConfiguration;
  readonly today: string;
  /** This minute at the office. */
  readonly now: () => DateTimeValue;
  readonly places: PlaceTree;
  readonly view: ComputedRef<CaseView>;
  /** Checks to show now: judged on leaving a field, gone as soon as they are put right. */
  readonly checks: ComputedRef<readonly Check[]>;
  /** Of these the open ones about one question, by its path; the same list as long as they are the same. */
  readonly checksAt: (key: string) => readonly Check[];
  readonly accepted: Ref<Accepted>;
  /** Answers taken over from another case, by path, and the code of that case. */
  readonly copied: Draft['copied'];
  /** `field` or `rows.field`: there is an answer that is closed to this person. */
  readonly masked: ReadonlySet<string>;
  /** Different values to decide, by path. */
  readonly conflicts: ReadonlyMap<string, Conflict>;
  /** Answers that somebody disputes, by path. */
  readonly disputed: ReadonlySet<string>;
  readonly session: FormSession;
  /** Puts or, with `undefined`, clears an answer. Gives the word of `checks.<word>` when it is refused. */
  readonly answer: (path: FieldPath, value: FieldValue | undefined) => string | undefined;
  /** The person left a field: checks are judged and the run of changes to it ends. */
  readonly leave: () => void;
  /** After a refused save: everything that stands in the way is shown, also what is only missing. */
  readonly showAll: () => void;
  /** "Both are right": keeps the reason with the check. */
  readonly accept: (check: Check, reason: string) => void;
  /** The row that is open in each subform; of a record form the record whose page is shown. */
  readonly openRows: OpenRows;
}

export type OpenRows = ShallowRef<ReadonlyMap<string, string>>;

/** Provided by a page that opens the same answers anew: what is open in them stays open. */
export const OPEN_ROWS: InjectionKey<OpenRows> = Symbol('open-rows');
export const FORM: InjectionKey<FormState> = Symbol('form');

/** The form that this widget stands in. */
export function useForm(): FormState {
  const form = inject(FORM);
  if (form === undefined) throw new Error('a form widget outside a form');
  return form;
}

const checkKey = (check: Check): string => `${check.rule}/${check.rowId ?? ''}/${check.field}`;

/** The key of a path in the configuration: `field`, or `rows.field`. */
export const fieldKey = (path: FieldPath): string => ('rows' in path ? `${path.rows}.${path.field}` : path.field);

interface Opening {
  readonly config: LoadedConfiguration;
  readonly document: CaseDocument;
  /** The office's day, as the draft or the file brought it. */
  readonly today: string;
  readonly accepted: Accepted;
  readonly copied?: Draft['copied'];
  readonly masked?: readonly string[];
  readonly conflicts?: readonly Conflict[];
  /** The office's time zone, IANA name; absent: the computer's. */
  readonly zone?: string | undefined;
  /** Rows that stay open when the same answers are opened anew. */
  readonly openRows?: OpenRows | undefined;
}

const NO_CHECKS: readonly Check[] = [];
const sameItems = (a: readonly Check[] | undefined, b: readonly Check[]): boolean =>
  a?.length === b.length && b.every((check, i) => check === a[i]);

/** Checks by the path of each question they are about. A list that says the same as before is the same list. */
function byPath(
  checks: readonly Check[],
  before: ReadonlyMap<string, readonly Check[]> | undefined,
): ReadonlyMap<string, readonly Check[]> {
  const found = new Map<string, Check[]>();
  for (const check of checks) {
    if (check.accepted !== undefined) continue;
    for (const path of check.paths) {
      const key = pathKey(path);
      found.set(key, [...(found.get(key) ?? []), check]);
    }
  }
  return new Map(
    [...found].map(([key, list]) => {
      const known = before?.get(key);
      return [key, known !== undefined && sameItems(known, list) ? known : list];
    }),
  );
}

const conflictKey = ({ record, rowId, field }: Conflict): string =>
  pathKey(rowId === undefined ? { field } : { rows: record, row: rowId, field });

/** Opens answers for working on them. The session is `core/forms`'; this makes Vue see its changes. */
export function openForm(opening: Opening): FormState {
  const { config, today } = opening;
  const accepted = ref(opening.accepted);
  const places = placeTreeOf(config.configuration);
  const naming = namingOf(config.configuration);
  const zone = opening.zone ?? ownZone();
  const now = (): DateTimeValue => momentIn(zone, new Date());
  const setting = (): EvaluationSetting => ({ today, places, naming, moment: now(), accepted: accepted.value });
  const session = openSession(config, opening.document, setting(), newRowId, now);
  const turn = ref(0);
  session.subscribe(() => {
    turn.value += 1;
  });
  const view = computed(() => {
    void turn.value;
    return session.view;
  });
  /** What was broken when a field was last left; an empty needed answer counts only after a try to save. */
  const judged = ref<ReadonlySet<string>>(new Set());
  const judge = (withNeeded: boolean): void => {
    const broken = session.view.checks.filter((check) => withNeeded || check.rule !== NEEDED);
    const before = [...judged.value].filter((key) => key.startsWith(`${NEEDED}/`));
    judged.value = new Set([...before, ...broken.map(checkKey)]);
  };
  judge(false);
  const masked = new Set(opening.masked);
  const isTold = toldTo(config, masked);
  const checks = computed<readonly Check[]>((before) => {
    const shown = view.value.checks.filter((check) => judged.value.has(checkKey(check)) && isTold(check));
    return before !== undefined && sameItems(before, shown) ? before : shown;
  });
  const placed = computed<ReadonlyMap<string, readonly Check[]>>((before) => byPath(checks.value, before));
  return {
    config,
    today,
    now,
    places,
    view,
    accepted,
    session,
    copied: opening.copied,
    masked,
    disputed: disputedIn(opening.document.rows),
    conflicts: new Map((opening.conflicts ?? []).map((conflict) => [conflictKey(conflict), conflict])),
    openRows: opening.openRows ?? shallowRef(new Map()),
    checks,
    checksAt: (key) => placed.value.get(key) ?? NO_CHECKS,
    answer(path, value) {
      const result = value === undefined ? session.clear(path) : session.answer(path, value);
      if (result.ok) return undefined;
      const problem = result.error.params['problem'];
      return typeof problem === 'string' ? problem : 'wrong_kind';
    },
    leave() {
      session.endRun();
      judge(false);
    },
    showAll: () => judge(true),
    accept(check, reason) {
      const others = accepted.value.filter((one) => one.rule !== check.rule || one.field !== check.field);
      accepted.value = [...others, { rule: check.rule, field: check.field, reason }];
      session.setSetting(setting());
    },
  };
}
