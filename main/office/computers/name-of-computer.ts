import type { DeviceId } from '#core/ids.ts';
import { readSibling } from '../../crypto/sibling.ts';
import type { SiblingRow } from '../../storage/sibling.repo.ts';
import type { OpenOffice } from '../open-office.ts';
import { lineOf } from '../successions.ts';

/** How a computer of this office came to be, also when it went on under new keys since; undefined for the first one. */
export const siblingOf = (open: OpenOffice, deviceId: DeviceId): SiblingRow | undefined =>
  [deviceId, ...lineOf(open, deviceId).map(({ before }) => before)].flatMap(
    (id) => open.repos.siblings.of(id) ?? [],
  )[0];

/** What the office calls one of its computers; undefined for the first one, which has no name. */
export function nameOfComputer(open: OpenOffice, deviceId: DeviceId): string | undefined {
  const sibling = siblingOf(open, deviceId);
  return sibling && readSibling(sibling.body)?.value.name;
}
