import { pictureOf } from '#core/attachments/pictures.ts';
import type { Op } from '#core/exchange/op.ts';
import type { StreamRow } from '../../storage/case.repo.ts';
import { findAttachment } from '../attachment-access.ts';
import type { OpenOffice } from '../open-office.ts';
import { putTogether } from './put-together.ts';

type FileOp = Extract<Op, readonly ['file', ...unknown[]]>;

/**
 * Remembers what a commit of an office tells of an attachment. One that was added here keeps what stands of it here, and
 * this office alone tells of it: another one could bind it to a case of its own, and would be sent it. Of one that is not
 * known in the case only the content is still to come, unless it came before. The first word about an id in a case counts:
 * a later one changes nothing. In the caller's transaction.
 */
export function noteFile(open: OpenOffice, stream: StreamRow, officeN: number, [, id, facts]: FileOp): void {
  const { attachments, files } = open.repos;
  const at = open.clock.now();
  const told = {
    sid: stream.sid,
    key: Buffer.from(facts.h, 'base64url'),
    names: facts.c.map((name) => Buffer.from(name, 'base64url')),
    at,
  };
  const own = officeN === open.self.officeN ? attachments.untold(id) : undefined;
  if (own?.bytes === facts.b) files.tell(own.n, told);
  if (own !== undefined || findAttachment(open, stream.caseN, id) !== undefined) return;
  const small = facts.p === undefined ? undefined : Buffer.from(facts.p, 'base64url');
  attachments.add(
    {
      id,
      caseN: stream.caseN,
      coll: facts.f[0],
      field: facts.f[1],
      kind: facts.k,
      mime: facts.m,
      bytes: facts.b,
      name: facts.n,
      signed: facts.s ?? null,
      userId: facts.u,
      at: facts.t,
      hash: Buffer.alloc(0),
    },
    // No picture of a stranger is shown that this office would not have kept.
    small !== undefined && pictureOf(small)?.clean === true ? small : null,
  );
  const added = attachments.get(stream.caseN, id);
  if (added === undefined) return;
  files.setComing(added.n, at);
  files.tell(added.n, told);
  putTogether(open, { ...added, missing: 'coming' });
}
