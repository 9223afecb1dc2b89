import { instantAt } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { audit } from '../audit.ts';
import { revokeDevice } from '../authority.ts';
import { authorityKey } from '../authority-key.ts';
import { instantOf } from '../clock.ts';
import { heldDirectory } from '../held-trust.ts';
import { renewStandings } from '../keep-trust.ts';
import type { OpenOffice } from '../open-office.ts';
import { lineOf } from '../successions.ts';
import { nameOfComputer, siblingOf } from './name-of-computer.ts';

type Computers = Output<'computers.list'>;

/** The computers of this office, without the names under which they worked before they went on under new keys. */
export function listComputers(open: OpenOffice): Computers {
  const { offices } = open.repos;
  const all = offices.devicesOf(open.self.officeN);
  const earlier = new Set(all.flatMap((one) => lineOf(open, one.deviceId).map(({ before }) => before)));
  return {
    computers: all
      .filter(({ deviceId }) => !earlier.has(deviceId))
      .map(({ n, deviceId, standing, cutOff }) => {
        const sibling = siblingOf(open, deviceId);
        const name = nameOfComputer(open, deviceId);
        const { addedAt, heardAt } = offices.heardOf(n);
        return {
          deviceId,
          ...(name === undefined ? {} : { name }),
          self: deviceId === open.self.deviceId,
          sinceUtc: instantOf(sibling?.at ?? addedAt),
          ...(heardAt === null ? {} : { heardUtc: instantOf(heardAt) }),
          standing,
          ...(cutOff ? { cutOffUtc: instantOf(cutOff.at) } : {}),
        };
      }),
    takesOut: heldDirectory(open) ? (authorityKey(open) ? 'authority' : 'elsewhere') : 'office',
  };
}

/**
 * Takes a computer of this office out. Where the programme has a list, only its authority does that, for everybody. Where
 * there is none the office does it: this computer seals nothing for that one any more, sets aside what it wrote later, and
 * tells the other computers of the office.
 * PERM_DENIED for this computer, TRUST_NOT_AUTHORITY, TRUST_CUT_OFF_AHEAD, SYNC_OFFICE_UNKNOWN.
 */
export async function takeOutComputer(open: OpenOffice, input: Input<'computers.takeOut'>): Promise<Computers> {
  if (input.deviceId === open.self.deviceId) throw new Refusal('PERM_DENIED', { at: 'self' });
  const device = open.repos.offices.deviceById(input.deviceId);
  if (device?.officeN !== open.self.officeN) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  const { takesOut } = listComputers(open);
  if (takesOut === 'elsewhere') throw new Refusal('TRUST_NOT_AUTHORITY');
  if (takesOut === 'authority') {
    await revokeDevice(open, input);
    return listComputers(open);
  }
  const [day = '', time = ''] = input.goodUntil.at.split('T');
  const goodUntil = instantAt(day, time, input.goodUntil.zone);
  if (goodUntil > open.clock.now()) throw new Refusal('TRUST_CUT_OFF_AHEAD');
  open.db.transaction(() => {
    open.repos.takenOut.put({ device: input.deviceId, at: goodUntil });
    renewStandings(open);
    audit(open, 'device.taken-out', input.deviceId, 'done', input.why);
  });
  return listComputers(open);
}
