import { z } from 'zod';
import { conductBody } from '#core/exchange/office-state.ts';
import type { UserId } from '#core/ids.ts';
import { sha256 } from '../../crypto/hashing.ts';
import type { ConductRow } from '../../storage/conduct.repo.ts';
import { audit } from '../audit.ts';
import type { StateKind } from './state-kind.ts';
import { CONDUCT } from './thing-names.ts';

/**
 * The code of conduct as it is now. Each computer counts its versions for itself: one that comes is the next one there, and
 * everybody accepts it there, unless they did so at another computer.
 */
export const conduct: StateKind = {
  kind: CONDUCT.kind,
  ends: false,
  here: ({ repos, self }) => {
    const newest = repos.conduct.newest();
    if (newest === undefined) return new Map();
    const { text, at, personN } = newest;
    const noted = repos.items.get(CONDUCT.kind, CONDUCT.id)?.body;
    const known = conductBody.safeParse(JSON.parse(noted ?? 'null')).data;
    if (typeof noted === 'string' && known?.text === text && known.at === at) return new Map([[CONDUCT.id, noted]]);
    const by = repos.offices.person(personN)?.userId ?? '';
    const body: z.infer<typeof conductBody> = { text, by, at, device: self.deviceId };
    return new Map([[CONDUCT.id, JSON.stringify(body)]]);
  },
  apply: (open, _id, told) => {
    const { text, by, at, device } = conductBody.parse(JSON.parse(told ?? 'null'));
    const newest = open.repos.conduct.newest();
    if (newest?.text === text && newest.at === at) return true;
    const person = open.repos.offices.personById(by as UserId);
    if (person === undefined) return false;
    const version = open.repos.conduct.add(text, person.n, at);
    audit(open, 'office.conduct', String(version), 'done', `told ${device.slice(0, 12)}`);
    return true;
  },
};

/** Which code of conduct somebody accepted: the text, and when it was written, since the same one may be set again. */
const keyOf = ({ text, at }: ConductRow): string => sha256(Buffer.from(`${String(at)} ${text}`)).toString('base64url');

const accepted = z.object({ accepted: z.literal(true) });
/** Who accepted the code of conduct that counts now: somebody who works at two computers accepts it once. */
export const acceptances: StateKind = {
  kind: 'conduct-accepted',
  ends: false,
  here: ({ repos, self }) => {
    const newest = repos.conduct.newest();
    if (newest === undefined || newest.text === '') return new Map();
    const key = keyOf(newest);
    const body: z.infer<typeof accepted> = { accepted: true };
    return new Map(
      repos.offices
        .people()
        .filter(({ n, officeN }) => officeN === self.officeN && repos.accounts.get(n).conduct === newest.version)
        .map(({ userId }) => [`${userId}/${key}`, JSON.stringify(body)]),
    );
  },
  apply: (open, id, text) => {
    accepted.parse(JSON.parse(text ?? 'null'));
    const [user = '', key] = id.split('/');
    const newest = open.repos.conduct.newest();
    const person = open.repos.offices.personById(user as UserId);
    if (newest === undefined || person?.officeN !== open.self.officeN || keyOf(newest) !== key) return false;
    open.repos.accounts.change(person.n, { conduct: newest.version });
    audit(open, 'person.accepted-conduct', user, 'done', `told ${String(newest.version)}`);
    return true;
  },
};
