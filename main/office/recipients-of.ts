import { BUNDLE_LIMITS } from '../crypto/bundle-format.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** age recipients of every computer that belongs to the office now; none when all of them were taken out. */
export const recipientsOf = (open: OpenOffice, office: OfficeRow): string[] =>
  open.repos.offices
    .devicesOf(office.n)
    .filter(({ standing, recipient }) => ['known', 'listed'].includes(standing) && recipient !== '')
    .slice(-BUNDLE_LIMITS.recipients)
    .map((device) => device.recipient);
