import type { DeviceId } from '#core/ids.ts';
import { backupsOf } from './backup-folder.ts';
import type { OpenOffice } from './open-office.ts';
import { lineOf } from './successions.ts';

/** The folder of the backups of this computer below the place that people chose. */
export function ownBackups(open: OpenOffice, root: string): string {
  const { code, officeId, deviceId } = open.self;
  const line: DeviceId[] = [deviceId, ...lineOf(open, deviceId).map(({ before }) => before)];
  return backupsOf(
    root,
    code,
    officeId,
    line.find((id) => open.repos.siblings.of(id) !== undefined),
  );
}
