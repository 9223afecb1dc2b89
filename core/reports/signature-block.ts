import type { FieldDef } from '#core/forms/types.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { words } from './document.ts';
import type { Block, Runs, Signature } from './document.ts';
import type { FilledCase } from './registration-form.ts';

/** Fields of the default consent form that name those who sign (reference.md §3.1). */
const GIVER = 'consent_giver_name';
const CASEWORKER = 'consent_taken_by';
const SUPERVISOR = 'supervisor_consulted_name';
const INTERPRETER = 'interpreter_name';
const INTERPRETER_USED = 'interpreter_used';
const EXPLAINED_IN = 'consent_language';

function fieldById(setting: AnswerSetting, id: string): FieldDef | undefined {
  for (const form of setting.configuration.forms) {
    for (const section of form.sections) {
      const field = section.fields.find((candidate) => candidate.id === id);
      if (field !== undefined) return field;
    }
  }
  return undefined;
}

/** A name already known is printed; anything else is left free for writing. */
function known(id: string, setting: AnswerSetting, filled: FilledCase | undefined): Runs {
  const field = fieldById(setting, id);
  const value = filled?.document.values[id];
  if (field === undefined || typeof value !== 'string') return [];
  const answer = answerRuns(field, id, value, setting);
  return answer === 'blank' ? [] : answer;
}

/**
 * Who signs: child, caregiver, caseworker, supervisor, and the interpreter where one was used; on a blank form room
 * for all (ui-guide §8).
 */
export function signatureBlock(setting: AnswerSetting, filled: FilledCase | undefined): Block {
  const { t } = setting.print;
  const person = (role: string, id: string | undefined, thumbprint: boolean): Signature => ({
    role: t(`print.role_${role}`),
    statement: id === undefined ? [words(t(`print.sign_${role}`))] : known(id, setting, filled),
    thumbprint,
  });
  const interpreter = filled === undefined || filled.document.values[INTERPRETER_USED] === 'yes';
  return {
    kind: 'signatures',
    heading: t('print.signatures'),
    explained: {
      words: t('print.explained'),
      in: { label: t('print.explained_in'), value: known(EXPLAINED_IN, setting, filled) },
      by: { label: t('print.explained_by'), value: known(CASEWORKER, setting, filled) },
    },
    people: [
      person('child', undefined, true),
      person('caregiver', GIVER, true),
      person('caseworker', CASEWORKER, false),
      person('supervisor', SUPERVISOR, false),
      ...(interpreter ? [person('interpreter', INTERPRETER, false)] : []),
    ],
    words: {
      sign: t('print.sign'),
      signOrThumb: t('print.sign_or_thumb'),
      date: t('print.date'),
      thumb: t('print.thumbprint'),
    },
  };
}
