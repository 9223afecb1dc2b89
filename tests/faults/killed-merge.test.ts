import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { killAfter } from './kill-after.ts';
import {
  aCase,
  closedOffice,
  done,
  officeIn,
  PASSPHRASE,
  register,
  resourcesDir,
  signIn,
  trailStanding,
} from './temporary-office.ts';

const child = join(import.meta.dirname, 'merging-child.ts');
const LIVES_ALONE = 'Lives alone since the flood';

async function answers(office: Office, caseId: CaseId): Promise<CaseDocument> {
  const { document } = await done(office, 'cases.open', { caseId });
  const { merges: _, ...rows } = document.rows;
  return { values: document.values, rows } as CaseDocument;
}

test.each([1, 4, 9])(
  'killed after %i acts, two cases are merged or apart, and never half',
  async (least) => {
    const { dir, head, first: keep } = await closedOffice();
    const before = officeIn(dir);
    expect(await signIn(before, head)).toMatchObject({ ok: true });
    const other = await register(before, aCase({ nickname: 'Kipepeo', immediate_action: LIVES_ALONE }));
    const apart = [await answers(before, keep), await answers(before, other)];
    before.close();

    await killAfter(least, child, dir, resourcesDir, head, PASSPHRASE, keep, other);

    const office = officeIn(dir);
    expect(await signIn(office, head)).toMatchObject({ ok: true });
    const { holds } = await done(office, 'cases.open', { caseId: keep });
    const gone = await done(office, 'cases.open', { caseId: other });
    expect(gone.mergedInto?.caseId).toBe(holds.length === 1 ? keep : undefined);
    const now = [await answers(office, keep), await answers(office, other)];
    if (holds.length === 0) expect(now).toEqual(apart);
    else expect(now[0]?.values).toMatchObject({ nickname: 'Kipepeo', immediate_action: LIVES_ALONE });
    expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
  },
  120_000,
);
