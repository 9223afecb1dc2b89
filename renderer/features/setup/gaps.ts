import { isOfficeCode } from '#core/records/case-code.ts';
import type { SetupStep } from './setup.store.ts';

/** What is missing or wrong in a step, by the id of the field: a sentence. */
export type Gaps = Readonly<Record<string, string | undefined>>;

interface Answers {
  readonly programmeName: string;
  readonly officeName: string;
  readonly code: string;
  readonly timeZone: string | undefined;
  readonly workingDays: readonly string[] | undefined;
  readonly adminName: string;
  readonly passphraseSound: boolean;
}

/** The gaps of one step of the set-up; empty when the person may go on. */
export function gapsOf(step: SetupStep, answers: Answers, t: (key: string) => string): Gaps {
  const needed = t('setup.field_needed');
  const all: Partial<Record<SetupStep, readonly (readonly [string, boolean, string])[]>> = {
    office: [
      ['programme', answers.programmeName.trim() === '', needed],
      ['office-name', answers.officeName.trim() === '', needed],
      ['office-code', !isOfficeCode(answers.code), t('setup.code_wrong')],
      ['time-zone', answers.timeZone === undefined, needed],
      ['working-days', (answers.workingDays ?? []).length === 0, t('setup.days_needed')],
    ],
    admin: [
      ['admin-name', answers.adminName.trim() === '', needed],
      ['new-passphrase', !answers.passphraseSound, t('setup.passphrase_not_sound')],
    ],
  };
  return Object.fromEntries((all[step] ?? []).filter(([, gap]) => gap).map(([id, , text]) => [id, text]));
}
