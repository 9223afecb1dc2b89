import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import type { CaseDocument, FieldDef, FieldValue, Values } from '#core/forms/types.ts';
import { tellsAddress } from '#core/reports/redaction.ts';
import { placeIsSecret } from './consent.ts';
import type { ReferralTo } from './referral-gate.ts';
import { withheldOf } from './withheld.ts';

/** An answer that could go along with a referral. */
export interface PackageLine {
  readonly form: string;
  readonly field: string;
  /** Chosen unless the person takes it out: what this service needs. */
  readonly suggested: boolean;
  /** Why it cannot go along; absent: it can. */
  readonly closed?: 'class' | 'whereabouts' | 'withheld';
}

/** From this class on an answer never leaves with a referral (reference.md §8.6); a transfer carries it. */
const EXTREME = 5;
/** Forms that are about the office's own work, not about the child. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['consent']);
/** Files travel apart from answers, and a tick or a place alone tells nothing. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'rows',
  'separator',
  'form_link',
  'photo',
  'audio',
  'document',
  'signature',
]);
/** Where the child can be found; kept back when the address is to stay confidential. */
const WHEREABOUTS: ReadonlySet<string> = new Set(['current_area', 'phone', 'isolation_centre']);
/** The office's own numbering and people: they stand on every referral anyway. */
const ABOUT_THE_FILE: ReadonlySet<string> = new Set(['case_code', 'status', 'interviewer', 'registration_date']);

const isAnswered = (value: FieldValue | undefined): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

const isOffered = (field: FieldDef): boolean =>
  !NO_ANSWER.has(field.type) && field.compartment !== 'admin' && !ABOUT_THE_FILE.has(field.id);

/**
 * What may go along with a referral for a service: every answer of the case itself, with what the configuration
 * suggests for this service. Nothing is suggested beyond that (reference.md §3.8: the information package is chosen
 * field by field). Answers of class 5 never go; where the address is confidential, neither does anything that tells
 * where the child is, but to a colleague. What the consent withholds from the recipient by its list never goes.
 * This is the one place that decides it: for what is offered, sent, read by a colleague and printed in the letter.
 */
export function packageFor(
  config: LoadedConfiguration,
  document: CaseDocument,
  service: string | undefined,
  to: ReferralTo,
): readonly PackageLine[] {
  const packages = config.workflow?.def.referralPackages;
  const suggested = new Set([
    ...(packages?.always ?? []),
    ...(service === undefined ? [] : (packages?.byService[service] ?? [])),
  ]);
  const hidden = to !== 'colleague' && placeIsSecret(document.values);
  const { holds } = withheldOf(config, document.values, to);
  return config.configuration.forms
    .filter(({ id, system }) => system !== true && !NOT_OFFERED.has(id))
    .flatMap((form) =>
      form.sections
        .flatMap((section) => section.fields)
        .filter((field) => isOffered(field) && isAnswered(document.values[field.id]))
        .map((field): PackageLine => {
          const closed =
            field.sensitivity >= EXTREME
              ? 'class'
              : hidden && (WHEREABOUTS.has(field.id) || tellsAddress(field))
                ? 'whereabouts'
                : holds(undefined, field.id)
                  ? 'withheld'
                  : undefined;
          const line = { form: form.id, field: field.id };
          return closed === undefined
            ? { ...line, suggested: suggested.has(field.id) }
            : { ...line, suggested: false, closed };
        }),
    );
}

/** What of a wanted package may go along; anything that is closed, blank or unknown is left out. */
export const allowedOf = (
  lines: readonly { readonly field: string; readonly closed?: string }[],
  wanted: readonly string[],
): readonly string[] => {
  const open = new Set(lines.filter(({ closed }) => closed === undefined).map(({ field }) => field));
  return [...new Set(wanted)].filter((field) => open.has(field));
};

/** The list of fields as it is kept with the referral: one to a line. */
export const fieldsText = (fields: readonly string[]): string => fields.join('\n');

export const fieldsOf = (values: Values): readonly string[] => {
  const text = values['referral_fields'];
  return typeof text === 'string' ? text.split('\n').filter((field) => field !== '') : [];
};

/** The answers of a package, as they stand in the case now. */
export function releasedAnswers(document: CaseDocument, fields: readonly string[]): Values {
  const kept: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = document.values[field];
    if (value !== undefined) kept[field] = value;
  }
  return kept;
}
