import { z } from 'zod';
import type { Input, Output } from '#core/contracts/index.ts';
import { NAME_ORDERS } from '#core/records/name-parts.ts';
import { USUAL_NAMING } from '#core/records/naming.ts';
import { SPELT_SCRIPTS } from '#core/records/spelling.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';

const SETTING = 'naming';
const stored = z.object({ order: z.enum(NAME_ORDERS), letters: z.array(z.enum(SPELT_SCRIPTS)) });

/** How the office writes names; what is stored by a program that knows more is as if nothing had been chosen. */
export function getNaming(open: OpenOffice): Output<'settings.naming'> {
  const json = new NamedTexts(open.db, 'setting').get(SETTING);
  const parsed = json === undefined ? undefined : stored.safeParse(JSON.parse(json));
  const naming = parsed?.success === true ? parsed.data : USUAL_NAMING;
  return { order: naming.order, letters: [...naming.letters] };
}

/** Names that are written from now on follow; those that stand in cases stay as they are. */
export function setNaming(open: OpenOffice, { order, letters }: Input<'settings.setNaming'>): Record<string, never> {
  const naming = { order, letters: SPELT_SCRIPTS.filter((one) => letters.includes(one)) };
  open.db.transaction(() => {
    putText(open.db, 'setting', SETTING, JSON.stringify(naming));
    audit(open, 'office.naming', open.self.code, 'done', [naming.order, ...naming.letters].join(' '));
  });
  return {};
}
