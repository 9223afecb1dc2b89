import { isList } from '#core/forms/answer-kind.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { maskDocument, type Sees } from '#core/rights/mask.ts';
import { asksToWithhold, placeIsSecret, withheldFrom } from './consent.ts';
import type { ReferralTo } from './referral-gate.ts';

/** Says which answers are withheld, by themes that the configuration maps to questions (`workflow.json`). */
export const WITHHOLD_THEMES = 'withhold_themes';
const WORDS = 'withhold_what';

/** The answers that a consent withholds from a recipient. */
export interface Withheld {
  /** Options of `withhold_themes`, as they were ticked; empty where nothing is withheld from the recipient. */
  readonly themes: readonly string[];
  /** Whether an answer is on the list. `collection`: the case itself (`case`, or undefined) or the id of a subform. */
  readonly holds: (collection: string | undefined, field: string) => boolean;
}

const NOTHING: Withheld = { themes: [], holds: () => false };

/** What `withhold_themes` names, of themes that are known here or not. */
export function themesIn(values: Values): readonly string[] {
  const ticked = values[WITHHOLD_THEMES];
  return asksToWithhold(values) && isList(ticked) ? ticked : [];
}

/**
 * The answers on the list of this consent that are withheld from a recipient. A subform on the list is withheld with all
 * of its rows, `rows.field` in each row of it.
 */
export function withheldOf(config: LoadedConfiguration, values: Values, to: ReferralTo): Withheld {
  const themes = themesIn(values);
  if (themes.length === 0 || !withheldFrom(values, to)) return NOTHING;
  const map = config.workflow?.def.withheldThemes ?? {};
  const listed = new Set(themes.flatMap((theme) => (Object.hasOwn(map, theme) ? (map[theme] ?? []) : [])));
  return {
    themes,
    holds: (collection, field) =>
      collection === undefined || collection === CASE_RECORD
        ? listed.has(field)
        : listed.has(collection) || listed.has(`${collection}.${field}`),
  };
}

/** Whether an answer is on the list, by its key: `field`, `rows` or `rows.field`. */
export function holdsKey({ holds }: Withheld, key: string): boolean {
  const [collection = '', inner] = key.split('.');
  return inner === undefined ? holds(undefined, key) : holds(collection, inner);
}

/**
 * Whether the list says all that was asked: nothing in words beside it, and every theme is one that this configuration
 * maps to questions. Otherwise only a person can tell what is meant ("other", a theme of a later configuration, no list).
 */
export function isAllListed(config: LoadedConfiguration, values: Values): boolean {
  const themes = themesIn(values);
  const words = values[WORDS];
  if (themes.length === 0 || (typeof words === 'string' && words.trim() !== '')) return false;
  const map = config.workflow?.def.withheldThemes ?? {};
  return themes.every((theme) => Object.hasOwn(map, theme));
}

/**
 * Whether a person has to decide what of a case a recipient may get, because the request to withhold may mean the
 * recipient and the list does not say all of it, or because nobody outside may learn where the child is.
 */
export const needsPerson = (config: LoadedConfiguration, values: Values, to: ReferralTo): boolean =>
  (to !== 'colleague' && placeIsSecret(values)) || (withheldFrom(values, to) && !isAllListed(config, values));

/** A case without what is on the list, and the names of what was left out: `field`, `rows.field` or `rows`. */
export function withoutWithheld(document: CaseDocument, { themes, holds }: Withheld): ReturnType<typeof maskDocument> {
  if (themes.length === 0) return { document, masked: [] };
  const sees: Sees = (collection, field) => !holds(collection, field);
  const { document: left, masked } = maskDocument(document, sees);
  // That there are rows tells something too.
  const [kept, gone] = [new Map<string, CaseDocument['rows'][string]>(), new Set<string>()];
  for (const [collection, rows] of Object.entries(left.rows)) {
    if (!holds(undefined, collection)) kept.set(collection, rows);
    else if (rows.length > 0) gone.add(collection);
  }
  return {
    document: { values: left.values, rows: Object.fromEntries(kept) },
    masked: [...new Set([...masked, ...gone])].sort(),
  };
}
