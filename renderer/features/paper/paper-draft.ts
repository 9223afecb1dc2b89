import { HEAD_LENGTH, LINE_LENGTH, MOST_LINES } from '#core/contracts/paper.contract.ts';
import type { Signer } from '#core/forms/layout-def.ts';
import type { Language } from '#core/forms/types.ts';
import type { OfficePaper, OfficeReport } from '#core/reports/office-paper.ts';

/** Text as it is typed, one line of the paper each; empty lines count for nothing. */
export const linesOf = (typed: string): string[] =>
  typed
    .split('\n')
    .map((line) => line.trim().slice(0, HEAD_LENGTH))
    .filter((line) => line !== '')
    .slice(0, MOST_LINES);

/** Without any entry the part is absent, and the configuration's words stand. */
const filled = <T extends object>(part: T): T | undefined => (Object.keys(part).length === 0 ? undefined : part);

const withPart = <K extends keyof OfficePaper>(
  paper: OfficePaper,
  key: K,
  value: OfficePaper[K] | undefined,
): OfficePaper => {
  const { [key]: _, ...rest } = paper;
  return value === undefined ? rest : { ...rest, [key]: value };
};

export const withLines = (paper: OfficePaper, language: Language, typed: string): OfficePaper => {
  const lines = linesOf(typed);
  const { [language]: _, ...others } = paper.lines ?? {};
  return withPart(paper, 'lines', filled(lines.length === 0 ? others : { ...others, [language]: lines }));
};

export const withWords = (
  paper: OfficePaper,
  part: 'marking' | 'foot',
  language: Language,
  typed: string,
): OfficePaper => {
  const words = typed.trim().slice(0, LINE_LENGTH);
  const { [language]: _, ...others } = paper[part] ?? {};
  return withPart(paper, part, filled(words === '' ? others : { ...others, [language]: words }));
};

/** `undefined` for a part: as the configuration has it. */
export function withReport(
  paper: OfficePaper,
  id: string,
  change: { readonly number?: string; readonly signers?: readonly Signer[]; readonly explained?: boolean },
): OfficePaper {
  const before: OfficeReport = paper.reports?.[id] ?? {};
  const { number = before.number, signers = before.signers, explained = before.explained } = change;
  const next: OfficeReport = {
    ...(number === undefined ? {} : { number }),
    ...(signers === undefined ? {} : { signers }),
    ...(explained === undefined ? {} : { explained }),
  };
  return withPart(paper, 'reports', { ...paper.reports, [id]: next });
}
