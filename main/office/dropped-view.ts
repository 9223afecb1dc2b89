import type { DroppedView } from '#core/contracts/dropped.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { instantOf } from './clock.ts';

/** What people are told of an office that was dropped; nothing of any other. */
export const droppedView = ({ dropped }: Pick<OfficeRow, 'dropped'>): { dropped?: DroppedView } =>
  dropped ? { dropped: { untilUtc: instantOf(dropped.at), why: dropped.why } } : {};
