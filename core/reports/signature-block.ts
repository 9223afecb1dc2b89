import { SIGNERS, type Signer } from '#core/forms/layout-def.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import type { PaperLook } from './context.ts';
import { words } from './document.ts';
import type { Block, Runs, Signature } from './document.ts';
import { daySigned, NOTHING_SIGNED, whoSigned } from './signed.ts';
import type { DrawnSignature, SignedHere } from './signed.ts';
import type { FilledCase } from './filled-case.ts';

type Signers = NonNullable<PaperLook['signers']>;

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

/** What of the consent form names who signs; a child, a chair and whoever receives is named by hand. */
const NAMED: Readonly<Partial<Record<Signer, string>>> = {
  caregiver: GIVER,
  caseworker: CASEWORKER,
  supervisor: SUPERVISOR,
  interpreter: INTERPRETER,
};
/** Who signs a form that no layout speaks of. */
export const USUAL: Signers = {
  people: ['child', 'caregiver', 'caseworker', 'supervisor', 'interpreter'],
  explained: true,
};
/** Whoever may not write puts a thumb beside. */
const THUMBS: ReadonlySet<Signer> = new Set(['child', 'caregiver']);

function drawnOf(
  signed: DrawnSignature,
  shows: string,
  print: AnswerSetting['print'],
): NonNullable<Signature['drawn']> {
  const address = signed.picture();
  return {
    ...(address === undefined ? {} : { picture: { address, shows } }),
    who: whoSigned(signed, print, address === undefined),
    day: daySigned(signed, print),
  };
}

/**
 * Who signs: by default child, caregiver, caseworker, supervisor, and the interpreter where one was used; on a blank form
 * room for all (ui-guide §8). Whoever signed in the program already is shown with their signature and its day.
 * Undefined when nobody does.
 */
export function signatureBlock(
  setting: AnswerSetting,
  filled: FilledCase | undefined,
  { people, explained }: Signers = USUAL,
  signed: SignedHere['by'] = NOTHING_SIGNED.by,
): Block | undefined {
  const { t } = setting.print;
  const used = filled === undefined || filled.document.values[INTERPRETER_USED] === 'yes';
  const interpreter = used || signed.has('interpreter');
  const signing = SIGNERS.filter((one) => people.includes(one) && (one !== 'interpreter' || interpreter));
  if (signing.length === 0) return undefined;
  const statement = (role: Signer): Runs => {
    const id = NAMED[role];
    return id === undefined ? [words(t(`print.sign_${role}`))] : known(id, setting, filled);
  };
  return {
    kind: 'signatures',
    heading: t('print.signatures'),
    ...(explained
      ? {
          explained: {
            words: t('print.explained'),
            in: { label: t('print.explained_in'), value: known(EXPLAINED_IN, setting, filled) },
            by: { label: t('print.explained_by'), value: known(CASEWORKER, setting, filled) },
          },
        }
      : {}),
    people: signing.map((role): Signature => {
      const drawn = signed.get(role);
      const shown = drawn && drawnOf(drawn, t(`print.role_${role}`), setting.print);
      return {
        role: t(`print.role_${role}`),
        // Who signed is told with the signature; the consent form may name somebody else.
        statement: drawn?.who !== undefined && NAMED[role] !== undefined ? [] : statement(role),
        thumbprint: THUMBS.has(role) && shown?.picture === undefined,
        ...(shown ? { drawn: shown } : {}),
      };
    }),
    words: {
      sign: t('print.sign'),
      signOrThumb: t('print.sign_or_thumb'),
      date: t('print.date'),
      thumb: t('print.thumbprint'),
    },
  };
}
