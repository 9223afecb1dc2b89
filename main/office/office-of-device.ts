import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** The office that a computer belongs to; undefined for a computer that is not known or belongs to nobody. */
export function officeOfDevice(open: OpenOffice, device: DeviceRow | undefined): OfficeRow | undefined {
  const n = device?.officeN ?? undefined;
  return n === undefined ? undefined : open.repos.offices.office(n);
}
