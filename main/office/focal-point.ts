import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { reachesNothing, reachOf } from '#core/rights/reach.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { listPeople } from './holders.ts';
import { subjectOf } from './roles-in-force.ts';

const SETTING = 'psea_focal_point';

/** Who may be it: whoever works with lists of cases. Somebody without any could not look at what is reported. */
const fitting = (open: OpenOffice): Output<'settings.focalPoint'>['people'] =>
  listPeople(open)
    .filter(({ id, roles }) => !reachesNothing(reachOf(subjectOf(open, id, roles))))
    .map(({ id, name }) => ({ id, name }));

/**
 * The person to whom the office reports abuse by staff (DQ34). Undefined when nobody was named, or who was is gone:
 * supervisors hear of it then.
 */
export function focalPointId(open: OpenOffice): UserId | undefined {
  const named = new NamedTexts(open.db, 'setting').get(SETTING);
  return fitting(open).find(({ id }) => id === named)?.id;
}

export function getFocalPoint(open: OpenOffice): Output<'settings.focalPoint'> {
  const user = focalPointId(open);
  return { people: fitting(open), ...(user === undefined ? {} : { user }) };
}

/** Names the person, or nobody. FORM_STALE for somebody who is gone, or sees no cases. */
export function setFocalPoint(open: OpenOffice, { user }: Input<'settings.setFocalPoint'>): Record<string, never> {
  if (user !== null && !fitting(open).some(({ id }) => id === user)) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    putText(open.db, 'setting', SETTING, user ?? '');
    audit(open, 'office.focal-point', user ?? 'nobody');
  });
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
