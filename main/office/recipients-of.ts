import type { OfficeRow } from '../storage/office.repo.ts';
import { receiversOf } from './cursors.ts';
import type { OpenOffice } from './open-office.ts';

/** age recipients of every computer that belongs to the office now; none when all of them were taken out. */
export const recipientsOf = (open: OpenOffice, office: OfficeRow): string[] =>
  receiversOf(open, office).map((device) => device.recipient);
