import { z } from 'zod';
import { caseId } from './values.ts';

/** What the trusted side tells the page without being asked. Ids only, never values. */
export const hifadhiEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('lock-soon'), seconds: z.int() }),
  /** The page is about to be destroyed: save what is typed. */
  z.strictObject({ type: z.literal('locking'), why: z.enum(['idle', 'person', 'panic', 'sleep', 'screen', 'closed']) }),
  z.strictObject({ type: z.literal('changed'), cases: z.array(caseId), all: z.boolean() }),
  /** Another computer of this office told of other places or questions, which are asked from here on. */
  z.strictObject({ type: z.literal('configuration') }),
  z.strictObject({
    type: z.literal('progress'),
    job: z.enum([
      'write',
      'read',
      'demo',
      'switch',
      'export',
      'audit',
      'print',
      'backup',
      'restore',
      'key',
      'relay-backup',
    ]),
    phase: z.string(),
    done: z.int(),
    of: z.int(),
  }),
]);

export type HifadhiEvent = z.infer<typeof hifadhiEvent>;
export const EVENT_CHANNEL = 'hifadhi:event';
