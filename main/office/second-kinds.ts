import { z } from 'zod';
import { SECOND_BY_DEFAULT, SECOND_KINDS, type SecondKind } from '#core/rights/second-person.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { OpenOffice } from './open-office.ts';

const RULE = 'second_person';
const stored = z.array(z.enum(SECOND_KINDS));

/** What this office asks a second person for. */
export function secondKinds({ db }: Pick<OpenOffice, 'db'>): readonly SecondKind[] {
  const text = new NamedTexts(db, 'setting').get(RULE);
  return text === undefined ? SECOND_BY_DEFAULT : stored.parse(JSON.parse(text));
}

export const putSecondKinds = ({ db }: Pick<OpenOffice, 'db'>, kinds: readonly SecondKind[]): void =>
  putText(db, 'setting', RULE, JSON.stringify(SECOND_KINDS.filter((kind) => kinds.includes(kind))));
