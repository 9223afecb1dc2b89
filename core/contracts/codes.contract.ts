import { z } from 'zod';
import { MOST_PARTS, PART_CHARS } from '../exchange/code-parts.ts';
import { call, desktopCall } from './contract.ts';
import { card, place } from './exchange.contract.ts';
import { relayCard } from './relay.contract.ts';
import { enrolmentRequest, trustFile } from './trust.contract.ts';
import { none } from './values.ts';

/** What may be shown as codes: nothing of it is secret. */
export const shownAsCodes = z.enum(['card', 'relay', 'request', 'trust']);
/** Texts of codes as a camera read them, in any order. */
const parts = z.strictObject({ parts: z.array(z.string().max(PART_CHARS)).min(1).max(MOST_PARTS) });

export const codesCalls = {
  /**
   * The texts of the codes, in their order, and the words that the reader has to see as well. SYNC_CODES_TOO_LARGE for what
   * takes more than `MOST_PARTS`.
   */
  show: call(
    'exchange.trust',
    z.strictObject({ what: shownAsCodes }),
    z.strictObject({ parts: z.array(z.string()), words: card.shape.words, groups: card.shape.groups }),
  ),
  // Read and judged as a file is; nothing is stored before the words were compared. SYNC_CODES_INVALID.
  readCard: call('exchange.trust', parts, z.strictObject({ place, card })),
  readRelay: call('exchange.trust', parts, z.strictObject({ place, card: relayCard })),
  readRequest: call('exchange.trust', parts, z.strictObject({ place, request: enrolmentRequest })),
  readTrust: call('exchange.trust', parts, z.strictObject({ place, file: trustFile })),
  /** Lets the page use the camera, and no microphone, from now on, or no longer (security.md, Electron rule 5). */
  camera: desktopCall('exchange.trust', z.strictObject({ on: z.boolean() }), none),
} as const;
