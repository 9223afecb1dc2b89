import { z } from 'zod';
import { ASSESSMENT_TEXTS, LEVELS, RISKS } from '../privacy/assessment.ts';
import { CHECK_ANSWERS, CHECK_QUESTIONS } from '../privacy/self-check.ts';
import { call } from './contract.ts';
import { saidChange, saidSection } from './said.ts';
import { instant, line, none } from './values.ts';

const text = z.string().trim().max(4000);
const level = z.enum(LEVELS);
const written = {
  texts: z.record(z.enum(ASSESSMENT_TEXTS), text),
  risks: z.record(z.enum(RISKS), z.strictObject({ likely: level, severe: level, measures: text })),
};
/** How an entry is kept: what was written, and the state of the office that it was about. */
export const keptAssessment = z.strictObject({ ...written, about: z.array(saidSection) });

const given = z.record(
  z.string().refine((id) => CHECK_QUESTIONS.includes(id), { message: 'question' }),
  z.strictObject({ answer: z.enum(CHECK_ANSWERS), note: z.string().trim().max(1000) }),
);
export const keptSelfCheck = z.strictObject({ given });

const version = z.strictObject({ number: z.int(), atUtc: instant, by: line });

export const assessmentsCalls = {
  /** The impact assessment: what was written last, or what the program proposes, with the office as it is now. */
  read: call(
    'privacy.processing',
    none,
    z.strictObject({
      ...written,
      sections: z.array(saidSection),
      /** Newest first. */
      versions: z.array(version),
      /** What changed of the office since it was written: it is to be looked at again. */
      changes: z.array(saidChange),
    }),
  ),
  /** Keeps what is written as a new version, for the office as it is now. */
  keep: call('privacy.processing', z.strictObject(written), none),
  /** What the office answered last, and when it did so before. */
  selfCheck: call('privacy.processing', none, z.strictObject({ given, versions: z.array(version) })),
  keepSelfCheck: call('privacy.processing', z.strictObject({ given }), none),
} as const;

export type Assessment = z.infer<typeof assessmentsCalls.read.output>;
export type SelfCheck = z.infer<typeof assessmentsCalls.selfCheck.output>;
