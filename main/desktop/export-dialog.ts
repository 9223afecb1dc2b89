import type { BrowserWindow } from 'electron';
import type { SavedAudit } from '#core/contracts/audit.contract.ts';
import type { Exported } from '#core/contracts/exports.contract.ts';
import { chooseToSave, fileNameIn } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort, PortReply } from './office-port.ts';

/** What the office worker answers on behalf of a file that is made piece by piece. */
interface Verbs {
  readonly name: string;
  readonly begin: string;
  readonly grow: string;
  readonly place: string;
}
const CASES: Verbs = { name: 'exportName', begin: 'beginExport', grow: 'growExport', place: 'placeExport' };
const AUDIT: Verbs = { name: 'auditName', begin: 'beginAudit', grow: 'growAudit', place: 'placeAudit' };

/**
 * Asks where a file is to lie, has the office make it piece by piece, so that other calls get their turn, and has it put
 * there. Null when the person did not choose or somebody stopped it. The page learns no path.
 *
 * @param about what the name of the file depends on.
 */
async function saveInPieces<T>(
  port: OfficePort,
  owner: BrowserWindow | undefined,
  { name, begin, grow, place }: Verbs,
  order: unknown,
  about: object,
): Promise<{ ok: true; value: T | null } | Extract<PortReply, { ok: false }>> {
  const named = await port.shell(name, about);
  if (!named.ok) return named;
  const path = await chooseToSave(owner, fileNameIn(named.value));
  if (path === undefined) return { ok: true, value: null };
  const begun = await port.shell(begin, order);
  if (!begun.ok) return begun;
  const { token } = begun.value as { token: string };
  for (;;) {
    const grown = await port.shell(grow, { token });
    if (!grown.ok) return grown;
    const { more, stopped } = grown.value as { more: boolean; stopped: boolean };
    if (stopped) return { ok: true, value: null };
    if (!more) break;
  }
  const placed = await port.shell(place, { token, path });
  return placed.ok ? { ok: true, value: placed.value as T | null } : placed;
}

/** The dialogs of what leaves as a file of cases, and of the audit trail for an inspector. */
export function exportDialogs(
  port: OfficePort,
  window: () => BrowserWindow | undefined,
): Pick<DesktopHandlers, 'exports.save' | 'audit.save'> {
  return {
    'exports.save': (order) =>
      saveInPieces<Exported>(port, window(), CASES, order, { sealed: order.terms.sealed, format: order.format }),
    'audit.save': (order) => saveInPieces<SavedAudit>(port, window(), AUDIT, order, { sealed: order.sealed }),
  };
}
