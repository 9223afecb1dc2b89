import { inject, onBeforeUnmount, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { CHUNK_BYTES, type AttachmentKind, type SignedHow } from '#core/attachments/kinds.ts';
import type { Attachment, AttachmentField } from '#core/contracts/attachments.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { onLock } from '../app/on-lock.ts';
import { office } from '../bridge.ts';

/** What the page made of a picture, a recording or a signature. */
export interface MadeFile {
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly file: Blob;
  readonly thumbnail?: Blob | undefined;
  readonly signed?: SignedHow;
}

/** The attachments of the case on the screen. */
export interface CaseFiles {
  readonly caseId: CaseId;
  /** By id; undefined until they were read. */
  readonly known: ShallowRef<ReadonlyMap<string, Attachment> | undefined>;
  readonly add: (of: AttachmentField, made: MadeFile) => Promise<Reply<Attachment>>;
  readonly remember: (one: Attachment) => void;
  /** Address of the small picture, for an `img`; undefined when there is none. */
  readonly thumbnail: (id: string) => Promise<string | undefined>;
  readonly whole: (one: Attachment) => Promise<Reply<Blob>>;
}

const FILES: InjectionKey<CaseFiles> = Symbol('case-files');

/** The attachments of the case that this widget stands in; undefined while a child is not registered yet. */
export const useCaseFiles = (): CaseFiles | undefined => inject(FILES, undefined);

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());

async function send(caseId: CaseId, of: AttachmentField, made: MadeFile): Promise<Reply<Attachment>> {
  const { kind, name, file, thumbnail, signed } = made;
  const about = { caseId, of, kind, name, bytes: file.size, ...(signed === undefined ? {} : { signed }) };
  const begun = await office().attachments.begin(about);
  if (!begun.ok) return begun;
  const { upload } = begun.value;
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    const bytes = await bytesOf(file.slice(at, at + CHUNK_BYTES));
    const sent = await office().attachments.append({ caseId, upload, at, bytes });
    if (!sent.ok) return sent;
  }
  const small = thumbnail === undefined ? {} : { thumbnail: await bytesOf(thumbnail) };
  return office().attachments.finish({ caseId, upload, ...small });
}

/** A part of a file of known length after the other. */
export async function inParts(
  total: number | undefined,
  read: (at: number) => Promise<Reply<{ readonly bytes: Uint8Array; readonly total?: number }>>,
): Promise<Reply<Blob>> {
  const parts: BlobPart[] = [];
  let length = total ?? 1;
  for (let at = 0; at < length;) {
    const part = await read(at);
    if (!part.ok) return part;
    length = part.value.total ?? length;
    if (part.value.bytes.length === 0) break;
    parts.push(new Uint8Array(part.value.bytes));
    at += part.value.bytes.length;
  }
  return { ok: true, value: new Blob(parts) };
}

/** Gives the widgets below the attachments of a case, as soon as its id is known. Everything is let go on lock. */
export function provideCaseFiles(caseId: CaseId): CaseFiles {
  const known = shallowRef<ReadonlyMap<string, Attachment>>();
  const small = new Map<string, Promise<string | undefined>>();
  const remember = (one: Attachment): void => {
    known.value = new Map([...(known.value ?? []), [one.id, one]]);
  };
  const clear = (): void => {
    for (const address of small.values()) void address.then((url) => url !== undefined && URL.revokeObjectURL(url));
    small.clear();
    known.value = undefined;
  };
  const read = async (): Promise<void> => {
    const reply = await office().attachments.list({ caseId });
    if (reply.ok) known.value = new Map(reply.value.map((one) => [one.id, one]));
  };
  async function fetchThumbnail(id: string): Promise<string | undefined> {
    const reply = await office().attachments.thumbnail({ caseId, id });
    if (!reply.ok) return undefined;
    return URL.createObjectURL(new Blob([new Uint8Array(reply.value.bytes)]));
  }
  const files: CaseFiles = {
    caseId,
    known,
    remember,
    add: async (of, made) => {
      const reply = await send(caseId, of, made);
      if (reply.ok) remember(reply.value);
      return reply;
    },
    thumbnail: (id) => {
      const address = small.get(id) ?? fetchThumbnail(id);
      small.set(id, address);
      return address;
    },
    whole: async (one) => {
      const reply = await inParts(undefined, (at) => office().attachments.read({ caseId, id: one.id, at }));
      return reply.ok ? { ok: true, value: new Blob([reply.value], { type: one.mime }) } : reply;
    },
  };
  provide(FILES, files);
  void read();
  const endLock = onLock({ clear });
  onBeforeUnmount(() => {
    endLock();
    clear();
  });
  return files;
}
