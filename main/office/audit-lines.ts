import type { Input, Output } from '#core/contracts/index.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

/** Lines of the audit trail, newest first, in words for people: names of staff and codes of cases. */
export function auditLines(open: OpenOffice, input: Input<'audit.list'>): Output<'audit.list'> {
  const { audit, offices, cases } = open.repos;
  const rows = audit.list({
    limit: input.limit + 1,
    ...(input.before === undefined ? {} : { before: input.before }),
    ...(input.caseId === undefined ? {} : { object: input.caseId }),
  });
  const nameOf = (id: string): string => open.repos.offices.people().find((p) => p.userId === id)?.name ?? id;
  const objectOf = (id: string): string => {
    if (!/^[\w-]{22}$/.test(id)) return id;
    const known = cases.byId(id as never)?.code ?? offices.officeById(id as never)?.name;
    return known ?? nameOf(id);
  };
  return {
    lines: rows.slice(0, input.limit).map((row) => ({
      n: row.n,
      atUtc: instantOf(row.at),
      who: nameOf(row.who),
      device: row.device,
      action: row.action,
      object: objectOf(row.object),
      result: row.result,
      detail: row.extra,
    })),
    more: rows.length > input.limit,
  };
}

/** Recomputes the chain and compares it with the head that the key file remembers. */
export function verifyAudit(open: OpenOffice): Output<'audit.verify'> {
  const file = readKeyFile(open.dir);
  const mark = file.ok ? file.value.highWater : undefined;
  return open.repos.audit.verify(mark && { n: mark.auditN, hash: Buffer.from(mark.auditHash, 'base64url') });
}
