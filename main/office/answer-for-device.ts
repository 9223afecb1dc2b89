import { belongsTo, readDeviceCertificate, readOfficeCertificate } from '../crypto/certificates.ts';
import { decide } from '#core/rights/decide.ts';
import { ownCertificates } from './enrolment-request.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * A computer that went on as a new one needs somebody who may answer for the office's computers (exchange.md R4): the first
 * of them who signs in does. Where the programme has no authority nobody asks for it.
 */
export function answerForDevice(open: OpenOffice): void {
  const { trust, successions, siblings } = open.repos;
  const { officeId, deviceId } = open.self;
  const bytes = trust.certificate('office', officeId);
  const office = bytes && readOfficeCertificate(bytes);
  const came = successions.of(deviceId) ?? siblings.of(deviceId);
  if (!office || !came || !decide(open.subject, 'exchange.trust').allowed) return;
  if (trust.certificate('device', deviceId)) return;
  const { device } = ownCertificates(open);
  const made = readDeviceCertificate(device);
  if (made && belongsTo(made, office))
    trust.putCertificate({ kind: 'device', subject: deviceId, body: device }, open.clock.now());
}
