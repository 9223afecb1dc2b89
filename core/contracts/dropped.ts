import { z } from 'zod';
import { DROP_REASONS } from '#core/exchange/trust.ts';
import { instant } from './values.ts';

/** Until when an office was in the programme that the list dropped, and why. */
export const dropped = z.strictObject({ untilUtc: instant, why: z.enum(DROP_REASONS) });
export type DroppedView = z.infer<typeof dropped>;
