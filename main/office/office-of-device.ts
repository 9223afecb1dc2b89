import type { KeyObject } from 'node:crypto';
import type { DeviceId } from '#core/ids.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** The office that a computer belongs to; undefined for a computer that is not known or belongs to nobody. */
export function officeOfDevice(open: OpenOffice, device: DeviceRow | undefined): OfficeRow | undefined {
  const n = device?.officeN ?? undefined;
  return n === undefined ? undefined : open.repos.offices.office(n);
}

/**
 * The key of a computer that speaks for an office now: what it says of what it has, or asks for, is believed. Undefined for
 * one of another office, and for one that was taken out or is on no list.
 */
export function speakerOf(open: OpenOffice, office: Pick<OfficeRow, 'n'>, id: DeviceId): KeyObject | undefined {
  const device = open.repos.offices.deviceById(id);
  if (device?.officeN !== office.n || device.standing === 'revoked' || device.standing === 'unlisted') return undefined;
  return strictPublicKey(device.signingKey);
}
