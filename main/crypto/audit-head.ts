import * as cborg from 'cborg';
import { z } from 'zod';
import { isId16, type DeviceId, type OfficeId } from '#core/ids.ts';
import { STRICT_CBOR, bytes64 } from './cbor.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const AUDIT_HEAD_TYPE = 'application/vnd.hifadhi.audit-head.v1+json';

/** The last line of an audit trail as a computer signed it (docs/audit-format.md). */
interface AuditHead {
  readonly device: string;
  /** Number of the line, from 1, and its hash, 32 bytes. */
  readonly n: number;
  readonly hash: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly signature: Uint8Array;
}
/** Whose trail it is the end of. */
export interface ToldHead {
  readonly office: OfficeId;
  readonly head: AuditHead & { readonly device: DeviceId; readonly hash: Buffer; readonly signature: Buffer };
}

const envelope = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });
const id = <T extends string>() => z.custom<T>((v) => typeof v === 'string' && isId16(v));
const body = z.tuple([
  id<OfficeId>(),
  id<DeviceId>(),
  z.int().min(1),
  z.string().regex(/^[0-9a-f]{64}$/u),
  z.int().min(0),
]);

/** The bytes that are signed (docs/audit-format.md): a list, so that no value can pass as the end of another. */
export const headBytes = (office: string, { device, n, hash, at }: Omit<AuditHead, 'signature'>): Buffer =>
  Buffer.from(JSON.stringify([office, device, n, Buffer.from(hash).toString('hex'), at]));

/** A signed head as it travels among the receipts of a bundle. */
export const packedHead = (office: OfficeId, head: AuditHead): Uint8Array<ArrayBuffer> =>
  new Uint8Array(cborg.encode({ b: headBytes(office, head), s: head.signature }));

/** What `packedHead` made; undefined for anything else. Who signed it is not asked here. */
export function readHead(bytes: Uint8Array): ToldHead | undefined {
  try {
    const { b, s } = envelope.parse(cborg.decode(bytes, STRICT_CBOR));
    const [office, device, n, hash, at] = body.parse(JSON.parse(Buffer.from(b).toString('utf8')));
    const head = { device, n, hash: Buffer.from(hash, 'hex'), at, signature: Buffer.from(s) };
    // One spelling only: what is kept is given back as it is written anew.
    return headBytes(office, head).equals(b) ? { office, head } : undefined;
  } catch {
    return undefined;
  }
}
