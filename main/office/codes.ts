import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnrolmentRequestView, TrustFileView } from '#core/contracts/trust.contract.ts';
import type { OfficeCardView } from '#core/contracts/exchange.contract.ts';
import type { RelayCardView } from '#core/contracts/relay.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { joinParts, toParts, type CodeKind } from '#core/exchange/code-parts.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { readEnrolmentRequest } from './authority.ts';
import { requestBytes } from './enrolment-request.ts';
import { heldRoots } from './held-trust.ts';
import { cardBytes, readCard } from './office-cards.ts';
import { inboxDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { readRelayCardFile } from './relay/connect-relay.ts';
import { relayState } from './relay/relay-state.ts';
import { packageBytes, readTrustFile } from './trust-file.ts';
import { fingerprintView } from './trust-state.ts';

/** What travels, and the bytes whose words are compared: of a list those of the programme's keys. */
function bytesOf(open: OpenOffice, what: CodeKind): { readonly bytes: Uint8Array; readonly compared: Uint8Array } {
  if (what === 'trust') {
    const bytes = packageBytes(open);
    const root = heldRoots(open).at(-1);
    if (!root) throw new Refusal('TRUST_NO_LIST');
    return { bytes, compared: root.body };
  }
  const relay = what === 'relay' ? relayState(open).card : undefined;
  if (what === 'relay' && relay === undefined) throw new Refusal('FORM_STALE');
  const bytes =
    relay === undefined ? (what === 'card' ? cardBytes(open) : requestBytes(open)) : Buffer.from(relay, 'base64url');
  return { bytes, compared: bytes };
}

/** As codes, with the words to compare. SYNC_CODES_TOO_LARGE, TRUST_NO_LIST, FORM_STALE without a relay. */
export function showCodes(open: OpenOffice, { what }: Input<'codes.show'>): Output<'codes.show'> {
  const { bytes, compared } = bytesOf(open, what);
  const parts = toParts(what, bytes);
  if (!parts) throw new Refusal('SYNC_CODES_TOO_LARGE');
  return { parts: [...parts], ...fingerprintView(compared) };
}

/** The codes as a file in the office's folder, which the next sign-in empties: from here on they are one. */
function fileOf(open: OpenOffice, kind: CodeKind, parts: readonly string[]): string {
  const bytes = joinParts(kind, parts);
  if (!bytes) throw new Refusal('SYNC_CODES_INVALID');
  mkdirSync(inboxDir(open.dir), { recursive: true });
  const path = join(inboxDir(open.dir), `${newId()}.hifadhi-codes`);
  writeFileSync(path, bytes);
  return path;
}

export const readCardCodes = (
  open: OpenOffice,
  { parts }: Input<'codes.readCard'>,
): { place: string; card: OfficeCardView } => readCard(open, fileOf(open, 'card', parts));

export const readRelayCodes = (
  open: OpenOffice,
  { parts }: Input<'codes.readRelay'>,
): { place: string; card: RelayCardView } => readRelayCardFile(open, fileOf(open, 'relay', parts));

export const readRequestCodes = (
  open: OpenOffice,
  { parts }: Input<'codes.readRequest'>,
): { place: string; request: EnrolmentRequestView } => readEnrolmentRequest(open, fileOf(open, 'request', parts));

export const readTrustCodes = (
  open: OpenOffice,
  { parts }: Input<'codes.readTrust'>,
): { place: string; file: TrustFileView } => readTrustFile(open, fileOf(open, 'trust', parts));
