import { readCardCodes, readRelayCodes, readRequestCodes, readTrustCodes, showCodes } from './codes.ts';
import type { OpenHandlers } from './call-table.ts';

/** What is shown and read as codes. */
export const codesHandlers = {
  'codes.show': showCodes,
  'codes.readCard': readCardCodes,
  'codes.readRelay': readRelayCodes,
  'codes.readRequest': readRequestCodes,
  'codes.readTrust': readTrustCodes,
} satisfies Partial<OpenHandlers>;
