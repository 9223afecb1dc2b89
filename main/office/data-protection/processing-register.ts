import type { Input, Output } from '#core/contracts/index.ts';
import { processingRegister } from '#core/privacy/processing-register.ts';
import { changesBetween, type SaidChange, type SaidSection } from '#core/privacy/said.ts';
import { Refusal } from '#core/result.ts';
import { auditWords } from '../audit-words.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import type { Kept } from '../register-entries.ts';
import { processingFacts } from './processing-facts.ts';
import { entriesOfKind, keepProcessing, processingEntries, type ProcessingEntry } from './processing-entries.ts';

type Version = Kept<ProcessingEntry<'kept'>>;

/** The register as the office is set up now. */
export const registerNow = (open: OpenOffice): readonly SaidSection[] => processingRegister(processingFacts(open));

const versionsOf = (open: OpenOffice): readonly Version[] => entriesOfKind(processingEntries(open), 'kept');

const headOf = (
  open: OpenOffice,
  { at, by, entry }: Version,
  number: number,
): Output<'processing.read'>['versions'][0] => ({
  number,
  atUtc: instantOf(at),
  by: auditWords(open).nameOf(by),
  note: entry.note,
});

export function readRegister(open: OpenOffice): Output<'processing.read'> {
  const facts = processingFacts(open);
  const sections = processingRegister(facts);
  const versions = versionsOf(open);
  const last = versions.at(-1);
  return {
    sections: [...sections],
    versions: versions.map((one, i) => headOf(open, one, i + 1)).toReversed(),
    changes: last === undefined ? [] : [...changesBetween(last.entry.sections, sections)],
    ...(facts.about === undefined ? {} : { about: facts.about }),
    offices: facts.offices.map(({ id, name, country }) => ({ office: id, name, country })),
  };
}

/** A kept version and what it changed. FORM_STALE: there is none of that number. */
export function keptRegister(open: OpenOffice, number: number): Output<'processing.version'> {
  const versions = versionsOf(open);
  const found = versions[number - 1];
  if (found === undefined) throw new Refusal('FORM_STALE');
  const before = versions[number - 2];
  const changes: readonly SaidChange[] =
    before === undefined ? [] : changesBetween(before.entry.sections, found.entry.sections);
  return { ...headOf(open, found, number), sections: found.entry.sections, changes: [...changes] };
}

export const readVersion = (open: OpenOffice, { number }: Input<'processing.version'>): Output<'processing.version'> =>
  keptRegister(open, number);

export function keepRegister(open: OpenOffice, { note }: Input<'processing.keep'>): Output<'processing.keep'> {
  keepProcessing(open, { kind: 'kept', note, sections: [...registerNow(open)] });
  return { number: versionsOf(open).length };
}

export function setProcessingOffice(
  open: OpenOffice,
  about: Input<'processing.setOffice'>,
): Output<'processing.setOffice'> {
  keepProcessing(open, { kind: 'office', ...about });
  return {};
}

/** SYNC_OFFICE_UNKNOWN for an office that is not known here, or this one. */
export function setOfficeCountry(
  open: OpenOffice,
  { office, country }: Input<'processing.setCountry'>,
): Output<'processing.setCountry'> {
  const known = open.repos.offices.officeById(office);
  if (known === undefined || known.isSelf) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  keepProcessing(open, { kind: 'country', office, country }, office);
  return {};
}
