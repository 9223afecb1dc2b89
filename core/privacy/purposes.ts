import type { FormDef, Step } from '../forms/types.ts';

/** What data are kept for (reference.md §8.2, article 5(1)(b)). Names are permanent. */
export const PURPOSES = [
  'identify',
  'consent',
  'assess',
  'plan',
  'serve',
  'follow',
  'trace',
  'close',
  'oversee',
  'improve',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Why data may be kept at all (article 6; reference.md §8.1, ICRC). */
export const LEGAL_BASES = ['consent', 'vital', 'public-task', 'legal-duty', 'legitimate', 'contract'] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** On what ground special categories and offences may be kept as well (articles 9 and 10). */
export const CONDITIONS = ['explicit', 'vital', 'social', 'public-interest', 'care', 'claims', 'law', 'none'] as const;
export type Condition = (typeof CONDITIONS)[number];

const BY_FORM: Readonly<Record<string, Purpose>> = {
  consent: 'consent',
  tracing: 'trace',
  reunification: 'trace',
  supervision: 'oversee',
  feedback: 'improve',
};
const BY_STEP: Readonly<Record<Step, Purpose>> = {
  C1: 'identify',
  C2: 'assess',
  C3: 'plan',
  C4: 'serve',
  C5: 'follow',
  C6: 'close',
};

/** The purpose of a form as long as the office has not said another: that of the step of case management it serves. */
export const usualPurpose = ({ id, step }: Pick<FormDef, 'id' | 'step'>): Purpose => BY_FORM[id] ?? BY_STEP[step];

/** What an office decided about a form. */
export interface PurposeDecision {
  readonly purpose: Purpose;
  readonly basis: LegalBasis;
  /** Of special categories and offences; `none` for a form without any. */
  readonly condition: Condition;
  /** Which law, mandate or interest, in the office's words. */
  readonly note: string;
}
