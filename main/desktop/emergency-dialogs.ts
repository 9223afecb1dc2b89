import type { BrowserWindow } from 'electron';
import type { Carried } from '#core/contracts/emergency.contract.ts';
import { chooseToOpen } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

/**
 * Carrying the office away and erasing it.
 *
 * @param lockNow ends the worker, and the keys in its memory with it, and takes the page away.
 */
export function emergencyDialogs(
  port: OfficePort,
  window: () => BrowserWindow | undefined,
  lockNow: () => void,
): Pick<DesktopHandlers, 'emergency.carry' | 'emergency.erase'> {
  return {
    'emergency.carry': async (input) => {
      const path = await chooseToOpen(window(), { properties: ['openDirectory', 'createDirectory'] });
      if (path === undefined) return { ok: true, value: null };
      const carried = await port.shell('carryAway', { ...input, path });
      return carried.ok ? { ok: true, value: carried.value as Carried } : carried;
    },
    'emergency.erase': async (input) => {
      const erased = await port.shell('eraseOffice', input);
      if (!erased.ok) return erased;
      // Answered first: the page that asked is about to be destroyed.
      setImmediate(lockNow);
      return { ok: true, value: erased.value as { keysMs: number } };
    },
  };
}
