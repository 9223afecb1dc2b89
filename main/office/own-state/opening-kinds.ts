import type { z } from 'zod';
import { openingBody } from '#core/exchange/office-state.ts';
import type { CaseId, DeviceId, UserId } from '#core/ids.ts';
import { audit } from '../audit.ts';
import type { OpenOffice } from '../open-office.ts';
import type { StateKind } from './state-kind.ts';

const idOfOpening = (caseId: string, user: string, fromAt: number): string => `${caseId}/${user}/${String(fromAt)}`;

/** The computer that an opening was noted for: one that was here before a copy was made is of one computer all the same. */
function notedDevice(open: OpenOffice, id: string): string | undefined {
  const noted = open.repos.items.get('opening', id)?.body;
  return openingBody.safeParse(JSON.parse(noted ?? 'null')).data?.device;
}

/**
 * Cases that were opened in an emergency. One that comes opens nothing here: it is shown to those who look at openings,
 * who accept or question it here as there.
 */
export const openings: StateKind = {
  kind: 'opening',
  ends: false,
  here: (open) =>
    new Map(
      open.repos.emergencies.all().flatMap((one) => {
        const caseId = open.repos.cases.byNumber(one.caseN)?.caseId;
        if (caseId === undefined) return [];
        const id = idOfOpening(caseId, one.user, one.fromAt);
        const { user, why, fromAt, untilAt, ended, endedAt, verdict, note, reviewedBy, reviewedAt } = one;
        const body: z.infer<typeof openingBody> = {
          caseId,
          user,
          why,
          fromAt,
          untilAt,
          device: one.device ?? notedDevice(open, id) ?? open.self.deviceId,
          ended: ended === null ? null : { how: ended, at: endedAt ?? 0 },
          review: verdict === null ? null : { verdict, note: note ?? '', by: reviewedBy ?? '', at: reviewedAt ?? 0 },
        };
        return [[id, JSON.stringify(body)]];
      }),
    ),
  apply: (open, _id, text) => {
    // Of a case that was erased at the other computer.
    if (text === null) return true;
    const { caseId, user, why, fromAt, untilAt, device, ended, review } = openingBody.parse(JSON.parse(text));
    const { cases, emergencies } = open.repos;
    if (cases.erasedById(caseId as CaseId) !== undefined) return true;
    const caseN = cases.byId(caseId as CaseId)?.n;
    if (caseN === undefined) return false;
    const find = () => emergencies.find(caseN, user as UserId, fromAt);
    if (find() === undefined) {
      const auditN = audit(open, 'case.opened-elsewhere', caseId, 'done', `${user} ${device.slice(0, 12)}`);
      emergencies.begin({ caseN, user: user as UserId, why, fromAt, untilAt, auditN }, device as DeviceId);
    }
    const known = find();
    if (known === undefined) return false;
    if (ended !== null) emergencies.endAs(known.n, ended.how, ended.at);
    if (review !== null) emergencies.review(known.n, review.verdict, review.note, review.by as UserId, review.at);
    return true;
  },
};
