import { randomBytes } from 'node:crypto';
import type { CaseId, CommitId, DeviceId, OfficeId, SessionId, StreamId, UserId } from '#core/ids.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import type { WritableDb } from '../../main/storage/database.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { NOW, newHash, newId } from './temporary-office.ts';

/** An office with one computer, person, session, case and stream, and what makes commits in it. */
export function scene(db: WritableDb) {
  const offices = new OfficeRepo(db);
  const officeN = offices.putOffice({
    officeId: newId<OfficeId>(),
    code: 'KSM',
    name: 'Kasama',
    isSelf: true,
    card: null,
    confirmedAt: null,
  });
  const device = { deviceId: newId<DeviceId>(), officeN, signingKey: randomBytes(32), recipient: 'age1x' };
  const deviceN = offices.addDevice(device, NOW);
  const userId = newId<UserId>();
  const personN = offices.putPerson({ userId, name: 'Amina', roles: '[]', officeN, signingKey: null, active: true });
  const sessionN = offices.addSession({
    sessionId: newId<SessionId>(),
    deviceN,
    personN,
    startDseq: 1,
    cert: randomBytes(9),
    at: NOW,
  });
  const cases = new CaseRepo(db);
  const caseN = cases.add({ caseId: newId<CaseId>(), code: 'KSM-26-22222-D', ownerOfficeN: officeN, createdAt: NOW });
  const sid = cases.addStream({
    streamId: newId<StreamId>(),
    caseN,
    compartment: 'core',
    ownerOfficeN: officeN,
    meta: '{}',
  });
  const commit = (sseq: number, id = newHash<CommitId>()) => ({
    id,
    sid,
    deviceN,
    sseq,
    dseq: sseq,
    body: Buffer.from(`body ${sseq}`),
    payload: Buffer.from('payload'),
    list: null,
    sig: randomBytes(64),
    sessionN,
    originBundle: null,
    wall: NOW,
    at: NOW,
  });
  return { offices, officeN, device, deviceN, userId, caseN, sid, commit };
}
