import { typed, word, type SaidLine, type SaidSection } from './said.ts';

/** The seven principles of responsible data for children (reference.md §8.1, W26), each with our own questions. */
export const SELF_CHECK = {
  participatory: ['told', 'asked', 'answered'],
  accountable: ['named', 'trained', 'reported'],
  people: ['dignity', 'burden', 'benefit'],
  harms: ['misuse', 'incident', 'end'],
  proportional: ['least', 'who', 'long'],
  rights: ['best', 'access', 'equal'],
  purpose: ['clear', 'used', 'beyond', 'review'],
} as const;
export type Principle = keyof typeof SELF_CHECK;

export const PRINCIPLES = [
  'participatory',
  'accountable',
  'people',
  'harms',
  'proportional',
  'rights',
  'purpose',
] as const satisfies readonly Principle[];

export const CHECK_ANSWERS = ['yes', 'partly', 'no'] as const;
export type CheckAnswer = (typeof CHECK_ANSWERS)[number];

/** `participatory_told`: in the order in which they are asked. */
export const CHECK_QUESTIONS: readonly string[] = PRINCIPLES.flatMap((principle) =>
  SELF_CHECK[principle].map((one) => `${principle}_${one}`),
);

export interface CheckGiven {
  readonly answer: CheckAnswer;
  readonly note: string;
}

/** The self-check as it goes to paper: a section for each principle. */
export const selfCheckSections = (given: Readonly<Record<string, CheckGiven>>): readonly SaidSection[] =>
  PRINCIPLES.map((principle) => ({
    id: `check_${principle}`,
    columns: ['question', 'answer', 'note'],
    lines: SELF_CHECK[principle].map((one): SaidLine => {
      const id = `${principle}_${one}`;
      const said = given[id];
      return {
        id,
        cells: [
          [word(`processing.question_${id}`)],
          [word(said === undefined ? 'processing.not_said' : `processing.check_${said.answer}`)],
          typed(said?.note ?? ''),
        ],
        ...(said === undefined || said.answer === 'no' ? { warn: true as const } : {}),
      };
    }),
  }));
