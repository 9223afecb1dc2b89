import { isId16, type CaseId } from '#core/ids.ts';

const isCaseId = (text: unknown): text is CaseId => typeof text === 'string' && isId16(text);

/** The case that an address narrows the log to; undefined: all lines. */
export const caseId = (text: unknown): CaseId | undefined => (isCaseId(text) ? text : undefined);
