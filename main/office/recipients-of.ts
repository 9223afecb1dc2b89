import { BUNDLE_LIMITS } from '../crypto/bundle-format.ts';
import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** The computers that belong to the office now and that something can be sealed for. */
export const computersOf = (open: OpenOffice, office: OfficeRow): DeviceRow[] =>
  open.repos.offices
    .devicesOf(office.n)
    .filter(({ standing, recipient }) => ['known', 'listed'].includes(standing) && recipient !== '')
    .slice(-BUNDLE_LIMITS.recipients);

/** age recipients of every computer that belongs to the office now; none when all of them were taken out. */
export const recipientsOf = (open: OpenOffice, office: OfficeRow): string[] =>
  computersOf(open, office).map((device) => device.recipient);
