import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { aCase } from '../builders/shareable-case.ts';
import type { Report, TestOffice } from './office-pair.ts';

/** Stands in every free word of `canaryCase`. */
export const CANARY = 'Quetzalcoatlus';
export const SECOND = 'seven quiet herons wade at noon';
/** One office writes a stick, the other reads it. */
export const carry = async (from: TestOffice, to: TestOffice, stick: string): Promise<Report> =>
  to.read(await from.write(to, stick));

/** Somebody else who may decide with the head of the office. */
export async function secondAt(office: TestOffice): Promise<UserId> {
  const input = { name: 'Claire Nguessan', passphrase: SECOND, roles: ['dpo'] } as unknown as Input<'people.add'>;
  const known = (await office.caller.call('keeping.look', { caseId: anyCase(office) })).seconds[0];
  if (known !== undefined) return known.user;
  await withCheapKeys(() => office.caller.call('people.add', input));
  const { seconds } = await office.caller.call('keeping.look', { caseId: anyCase(office) });
  const [second] = seconds;
  if (second === undefined) throw new Error('nobody else may decide');
  return second.user;
}
function anyCase(office: TestOffice): CaseId {
  const [first] = [...office.open.repos.cases.all()];
  if (first === undefined) throw new Error('there is no case');
  return first.caseId;
}
export const erase = async (
  office: TestOffice,
  caseId: CaseId,
  kind: 'erased' | 'anonymised' = 'erased',
): Promise<Output<'keeping.erase'>> =>
  office.caller.call('keeping.erase', {
    caseId,
    kind,
    why: 'Its time is over.',
    second: { user: await secondAt(office), passphrase: SECOND },
  });

/** A case whose every free word is the canary. */
export const canaryCase = (office: TestOffice): Promise<CaseId> =>
  office.register(aCase({ full_name: `${CANARY} Tumaini`, address_landmark: `By the ${CANARY} mill` }));
