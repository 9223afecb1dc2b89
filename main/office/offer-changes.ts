import type { OpenOffice } from './open-office.ts';

/** The name of the link from this computer to an office, in the structured lane (exchange.md R7). */
export const linkTo = (open: OpenOffice, officeId: string): string => `${open.self.deviceId}>${officeId}/data`;

/**
 * Gives every commit of a shared case its place on the links to the offices that have the case. Compartment `admin`
 * never leaves but with a transfer (exchange.md R10). A commit that came from an office is not sent back to it.
 */
export function offerToPartners(open: OpenOffice, caseN: number): void {
  const { repos } = open;
  const shares = repos.links.sharesOf(caseN);
  if (shares.length === 0) return;
  const streams = repos.cases.streamsOf(caseN).filter((stream) => stream.compartment !== 'admin');
  for (const { officeN } of shares) {
    const office = repos.offices.office(officeN);
    if (!office || office.isSelf) continue;
    const link = linkTo(open, office.officeId);
    for (const stream of streams) repos.links.offerStream(link, stream.sid, officeN);
    repos.list.setExchange(caseN, 'waiting');
  }
}
