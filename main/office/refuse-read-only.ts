import { textIn } from '#core/casework/row-values.ts';
import { Refusal } from '#core/result.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { mayWriteStream } from './write-grants.ts';

/** Why nobody may write answers into a case now, whatever their role. */
export type ReadOnly = 'closed' | 'disabled' | 'restricted' | 'no-write-grant';

/** Undefined: it may be written here. A case of another office is written by its grant only (exchange.md §6.10). */
export function readOnlyBecause(
  open: OpenOffice,
  stored: Pick<StoredCase, 'row' | 'records' | 'streams'>,
): ReadOnly | undefined {
  const core = stored.streams.find((stream) => stream.compartment === 'core');
  if (core === undefined || !mayWriteStream(open, core, open.self.officeN)) return 'no-write-grant';
  if (open.repos.restrictions.holds(stored.row.caseId)) return 'restricted';
  const { values } = documentOf(stored);
  if (values['case_disabled'] === 'yes') return 'disabled';
  return (textIn(values, 'status') ?? 'open') === 'open' ? undefined : 'closed';
}

const CODES = {
  closed: 'CASE_NOT_OPEN',
  disabled: 'CASE_TAKEN_OUT',
  restricted: 'CASE_RESTRICTED',
  'no-write-grant': 'CASE_OF_OTHER_OFFICE',
} as const satisfies Record<ReadOnly, string>;

/**
 * Refuses to write into a case that is closed, transferred or a duplicate (CASE_NOT_OPEN), taken out of the lists
 * (CASE_TAKEN_OUT), restricted (CASE_RESTRICTED), or another office's without its grant (CASE_OF_OTHER_OFFICE). The page says so too; this is what
 * counts.
 *
 * @param also the act goes on in a closed case too: what people heard, and what is to be done after the closure.
 */
export function refuseReadOnly(open: OpenOffice, stored: StoredCase, also?: 'closed'): void {
  const why = readOnlyBecause(open, stored);
  if (why !== undefined && why !== also) throw new Refusal(CODES[why]);
}
