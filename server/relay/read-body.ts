import type { IncomingMessage } from 'node:http';
import { RelayRefusal } from './refusal.ts';

/** Length of the body as the request declares it. RELAY_LENGTH_NEEDED, RELAY_TOO_LARGE, RELAY_ENCODED: unread. */
export function declaredLength(request: IncomingMessage, most: number): number {
  if (request.headers['content-encoding'] !== undefined) throw new RelayRefusal('RELAY_ENCODED');
  const declared = request.headers['content-length'];
  if (declared === undefined || !/^\d{1,15}$/.test(declared)) throw new RelayRefusal('RELAY_LENGTH_NEEDED');
  if (Number(declared) > most) throw new RelayRefusal('RELAY_TOO_LARGE');
  return Number(declared);
}

/** The whole body, which is as long as declared or the request ends in RELAY_BAD_REQUEST. Nothing is inflated. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const length = declaredLength(request, most);
  const parts: Buffer[] = [];
  let read = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      read += part.length;
      parts.push(part);
    }
  } catch {
    throw new RelayRefusal('RELAY_BAD_REQUEST');
  }
  if (read !== length) throw new RelayRefusal('RELAY_BAD_REQUEST');
  return Buffer.concat(parts);
}
