import { instantAt } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { dropping, puttingBack } from '#core/exchange/directory-changes.ts';
import type { DirectoryEntry } from '#core/exchange/trust.ts';
import type { OfficeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { signDirectory } from './authority.ts';
import { heldDirectory } from './held-trust.ts';
import { takeWaiting } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { trustState } from './trust-state.ts';

/** What the list in force says of an office and of its computers. SYNC_OFFICE_UNKNOWN for one that is not on it. */
function onList(
  open: OpenOffice,
  officeId: OfficeId,
): { readonly office: DirectoryEntry; readonly computers: readonly DirectoryEntry[] } {
  const entries = heldDirectory(open)?.value.entries ?? [];
  const office = entries.find(({ kind, subject }) => kind === 'office' && subject === officeId);
  const row = open.repos.offices.officeById(officeId);
  if (!office || !row) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  const own = new Set<string>(open.repos.offices.devicesOf(row.n).map(({ deviceId }) => deviceId));
  return { office, computers: entries.filter(({ kind, subject }) => kind === 'device' && own.has(subject)) };
}

/**
 * Drops an office from the programme: it closed, went into another, or was never a real one. Nobody writes to it any more;
 * what it wrote until the moment goes on counting, what it wrote later is set aside by whoever gets it, and its cases stay
 * its own. Of one that is dropped already the moment and the reason are changed. PERM_DENIED for the office of the authority
 * itself, TRUST_DROP_AHEAD for a moment that has not come, SYNC_OFFICE_UNKNOWN for one that is not on the list.
 */
export async function dropOffice(open: OpenOffice, input: Input<'trust.drop'>): Promise<Output<'trust.drop'>> {
  if (input.officeId === open.self.officeId) throw new Refusal('PERM_DENIED', { at: 'self' });
  const [day = '', time = ''] = input.until.at.split('T');
  const at = instantAt(day, time, input.until.zone);
  if (at > open.clock.now()) throw new Refusal('TRUST_DROP_AHEAD');
  const { office, computers } = onList(open, input.officeId);
  open.db.transaction(() => {
    signDirectory(open, dropping(office, computers, { at, why: input.kind }), [], undefined);
    audit(open, 'trust.dropped', input.officeId, 'done', input.why);
  });
  await takeWaiting(open);
  return trustState(open);
}

/**
 * Puts an office that was dropped back on the list, with the computers that went with it. What was set aside of it is judged
 * anew. SYNC_OFFICE_UNKNOWN for one that is not dropped.
 */
export async function putOfficeBack(open: OpenOffice, input: Input<'trust.putBack'>): Promise<Output<'trust.putBack'>> {
  const { office, computers } = onList(open, input.officeId);
  if (!office.dropped) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  open.db.transaction(() => {
    signDirectory(open, puttingBack(office, computers), [], undefined);
    audit(open, 'trust.put-back', input.officeId, 'done', input.why);
  });
  await takeWaiting(open);
  return trustState(open);
}
