import type { BrowserWindow } from 'electron';
import type { Exported } from '#core/contracts/exports.contract.ts';
import { chooseToSave, fileNameIn } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

/**
 * Asks where a file of cases is to lie, has the office make it piece by piece, so that other calls get their turn, and
 * has it put there. The page learns no path.
 */
export function exportDialog(
  port: OfficePort,
  window: () => BrowserWindow | undefined,
): Pick<DesktopHandlers, 'exports.save'> {
  return {
    'exports.save': async (order) => {
      const named = await port.shell('exportName', { sealed: order.sealed });
      if (!named.ok) return named;
      const path = await chooseToSave(window(), fileNameIn(named.value));
      if (path === undefined) return { ok: true, value: null };
      const begun = await port.shell('beginExport', order);
      if (!begun.ok) return begun;
      const { token } = begun.value as { token: string };
      for (;;) {
        const grown = await port.shell('growExport', { token });
        if (!grown.ok) return grown;
        const { more, stopped } = grown.value as { more: boolean; stopped: boolean };
        if (stopped) return { ok: true, value: null };
        if (!more) break;
      }
      const placed = await port.shell('placeExport', { token, path });
      return placed.ok ? { ok: true, value: placed.value as Exported | null } : placed;
    },
  };
}
