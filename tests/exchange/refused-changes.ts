import type { CaseId } from '#core/ids.ts';
import { oneChild } from '../builders/one-child.ts';
import type { TestOffice } from './office-pair.ts';

/** A case of one office at another, which wrote in it while the owner knew of no grant. */
export interface RefusedChanges {
  readonly caseId: CaseId;
  /** Gives the owner the grants that it had, as if they came late. */
  readonly grant: () => void;
  /** The owner's report on the bundle that brought the changes, and where it lies. */
  readonly report: Awaited<ReturnType<TestOffice['read']>>;
  readonly path: string;
}

/** `partner` saves twice in a case of `owner`, which sets the first aside and lets the second wait for it. */
export async function refusedChanges(owner: TestOffice, partner: TestOffice, stick: string): Promise<RefusedChanges> {
  const { cases } = owner.open.repos;
  const caseId = await owner.register(oneChild());
  await partner.read(await owner.write(partner, stick, { cases: [caseId] }));
  const metas = cases.streamsOf(cases.byId(caseId)?.n ?? 0).map(({ sid, meta }) => ({ sid, meta }));
  for (const { sid } of metas) cases.setStreamMeta(sid, '{}');
  await partner.edit(caseId, { phone: '+99970000021' });
  await partner.edit(caseId, { phone: '+99970000022' });
  const path = await partner.write(owner, stick);
  const report = await owner.read(path);
  const grant = (): void => {
    for (const { sid, meta } of metas) owner.open.repos.cases.setStreamMeta(sid, meta);
  };
  return { caseId, grant, report, path };
}
