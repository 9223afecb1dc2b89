import { z } from 'zod';
import type { DeviceId } from '#core/ids.ts';
import type { FromComputer } from '#core/contracts/values.ts';
import { instantOf } from '../clock.ts';
import { nameOfComputer } from '../computers/name-of-computer.ts';
import type { OpenOffice } from '../open-office.ts';
import { lineOf } from '../successions.ts';

const body = z.object({ device: z.string() });

/** A computer of this office as people know it, and the moment that something of it was changed there, where that is known. */
export function fromComputer(open: OpenOffice, device: string, at: number): FromComputer {
  const name = nameOfComputer(open, device as DeviceId);
  return { ...(name === undefined ? {} : { computer: name }), ...(at === 0 ? {} : { atUtc: instantOf(at) }) };
}

/** Which other computer of this office told of what counts here now; undefined where it was decided at this one. */
export function fromElsewhere(
  open: OpenOffice,
  { kind, id }: { readonly kind: string; readonly id: string },
): FromComputer | undefined {
  const item = open.repos.items.get(kind, id);
  const device = body.safeParse(JSON.parse(item?.body ?? 'null')).data?.device;
  if (item?.applied !== true || device === undefined) return undefined;
  const { deviceId } = open.self;
  if (device === deviceId) return undefined;
  // Before this one went on under new keys it was that one, which may work on beside it since.
  const became = lineOf(open, deviceId).find(({ before }) => before === device);
  return became !== undefined && item.at <= became.at ? undefined : fromComputer(open, device, item.at);
}
