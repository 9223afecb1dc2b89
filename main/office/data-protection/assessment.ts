import { keptAssessment, keptSelfCheck } from '#core/contracts/assessments.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { assessmentSections, proposedAssessment, reopening } from '#core/privacy/assessment.ts';
import { processingRegister } from '#core/privacy/processing-register.ts';
import { changesBetween } from '#core/privacy/said.ts';
import type { z } from 'zod';
import type { Register } from '../../storage/register.repo.ts';
import { audit } from '../audit.ts';
import { auditWords } from '../audit-words.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { entriesAbout, keepEntry, type Kept } from '../register-entries.ts';
import { processingFacts } from './processing-facts.ts';

const ASSESSMENT = 'assessment';
const SELF_CHECK = 'self-check';

type Versions = Output<'assessments.read'>['versions'];

/** When something was written, newest first. */
function versionsOf(open: OpenOffice, kept: readonly Kept<unknown>[]): Versions {
  const { nameOf } = auditWords(open);
  return kept.map(({ at, by }, i) => ({ number: i + 1, atUtc: instantOf(at), by: nameOf(by) })).toReversed();
}

const kept = <T>(open: OpenOffice, register: Register, shape: z.ZodType<T>): readonly Kept<T>[] =>
  entriesAbout(open, register, open.self.officeId, shape);

function keep(open: OpenOffice, register: typeof ASSESSMENT | typeof SELF_CHECK, entry: unknown): void {
  open.db.transaction(() => {
    keepEntry(open, register, open.self.officeId, entry);
    audit(open, 'processing.written', open.self.code, 'done', register);
  });
  open.emit({ type: 'changed', cases: [], all: false });
}

export function readAssessment(open: OpenOffice): Output<'assessments.read'> {
  const facts = processingFacts(open);
  const register = processingRegister(facts);
  const all = kept(open, ASSESSMENT, keptAssessment);
  const last = all.at(-1)?.entry;
  const { texts, risks } = last ?? proposedAssessment(facts);
  return {
    texts: { ...texts },
    risks: { ...risks },
    sections: [...assessmentSections(facts, { texts, risks }, register, open.repos.cases.count())],
    versions: versionsOf(open, all),
    changes: last === undefined ? [] : [...changesBetween(last.about, reopening(register))],
  };
}

export function keepAssessment(open: OpenOffice, written: Input<'assessments.keep'>): Output<'assessments.keep'> {
  const about = [...reopening(processingRegister(processingFacts(open)))];
  keep(open, ASSESSMENT, { ...written, about } satisfies z.infer<typeof keptAssessment>);
  return {};
}

export function readSelfCheck(open: OpenOffice): Output<'assessments.selfCheck'> {
  const all = kept(open, SELF_CHECK, keptSelfCheck);
  return { given: all.at(-1)?.entry.given ?? {}, versions: versionsOf(open, all) };
}

export function keepSelfCheck(
  open: OpenOffice,
  { given }: Input<'assessments.keepSelfCheck'>,
): Output<'assessments.keepSelfCheck'> {
  keep(open, SELF_CHECK, { given } satisfies z.infer<typeof keptSelfCheck>);
  return {};
}
