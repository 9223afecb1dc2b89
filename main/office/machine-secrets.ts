import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#core/result.ts';
import { isId16 } from '#core/ids.ts';
import { fileFault } from '../crypto/file-fault.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import type { KeyUser } from '../crypto/key-file-format.ts';
import { writeDurably } from '../crypto/key-file-store.ts';
import { machineSecret, newMachineSecret, type MachineSecret } from '../crypto/machine-layer.ts';
import { valueOf } from './office-files.ts';

/**
 * The computer's own store for keys, as the shell hands it in: what it seals, nobody unseals on another computer or in
 * another account of this one. Undefined where there is none, or where it does not open in time. Never rejects.
 */
export interface KeyStore {
  readonly seal: (bytes: Uint8Array) => Promise<Uint8Array | undefined>;
  readonly unseal: (sealed: Uint8Array) => Promise<Uint8Array | undefined>;
}

const shape = z.strictObject({
  v: z.literal(1),
  id: z.string().refine(isId16),
  sealed: z
    .string()
    .max(100_000)
    .regex(/^[\w-]+$/),
});

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/**
 * The secrets of this computer, each sealed by its store for keys in a file of its own. They lie where this computer
 * remembers how far its office has come, never in the office's folder: that is what people copy, carry and put back.
 * A secret is never written over: a store that opens again later gives back what was sealed with it. One that lies there
 * and that no slot names is never used: somebody else may have laid it there.
 */
export class MachineSecrets {
  readonly #dir: string;
  readonly #store: KeyStore | undefined;
  /** What came out of the store since the sign-in: work under way does not depend on the store any more. */
  readonly #known = new Map<string, MachineSecret>();

  /** `marks`: the folder of what this computer remembers. `store`: absent where the system has none. */
  constructor(marks: string, store: KeyStore | undefined) {
    this.#dir = join(marks, 'machine');
    this.#store = store;
  }

  /**
   * What opens this person's slot; undefined when no computer is asked for. AUTH_OTHER_COMPUTER when the slot is bound to
   * a secret that is not here, AUTH_KEY_STORE_CLOSED when it is here and the store does not give it back now, DISK_* when
   * its file cannot be read.
   */
  async of({ slot: { machine } }: Pick<KeyUser, 'slot'>): Promise<MachineSecret | undefined> {
    if (machine === undefined) return undefined;
    const known = this.#known.get(machine.id);
    if (known) return known;
    const text = this.#text(machine.id);
    if (text === undefined) throw new Refusal('AUTH_OTHER_COMPUTER');
    const secret = await this.#unsealed(machine.id, text);
    if (!secret) throw new Refusal('AUTH_KEY_STORE_CLOSED');
    return secret;
  }

  /** Those secrets that these slots name and that are at hand or come out of the store now. Never rejects. */
  async namedBy(users: readonly Pick<KeyUser, 'slot'>[]): Promise<MachineSecret[]> {
    const named = new Map(users.flatMap((user) => (user.slot.machine ? [[user.slot.machine.id, user]] : [])));
    const found = await Promise.all([...named.values()].map((user) => this.of(user).catch(() => undefined)));
    return found.flatMap((secret) => secret ?? []);
  }

  /**
   * What a slot is bound with: a secret that a slot of the office names, or a new one, which lies on the disk and came
   * back out of the store before it is answered. Undefined where there is no store, or one that does not give back what
   * it was given. Faults of the disk are thrown.
   */
  async toBind(users: readonly Pick<KeyUser, 'slot'>[]): Promise<MachineSecret | undefined> {
    if (!this.#store) return undefined;
    const [known] = await this.namedBy(users);
    if (known) return known;
    const made = newMachineSecret();
    const sealed = await this.#store.seal(made.secret);
    if (!sealed) return undefined;
    const text = `${JSON.stringify({ v: 1, id: made.id, sealed: Buffer.from(sealed).toString('base64url') })}\n`;
    const first = mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeDurably(this.#file(made.id), text);
    flushFolder(this.#dir);
    // The names of the folders that were made must survive a power cut too.
    for (let at = this.#dir; first !== undefined && at.length >= first.length; at = dirname(at))
      flushFolder(dirname(at));
    const back = await this.#unsealed(made.id, text);
    if (!back) rmSync(this.#file(made.id), { force: true });
    return back;
  }

  /** Nobody is signed in any more. Not overwritten: a slot that is being locked at this moment would be bound with nothing. */
  forget(): void {
    this.#known.clear();
  }

  readonly #file = (id: string): string => join(this.#dir, `${id}.json`);

  /** What lies there under this name; undefined when nothing does. A file that cannot be read is a fault of the disk. */
  #text(id: string): string | undefined {
    try {
      return readFileSync(this.#file(id), 'utf8');
    } catch (error) {
      return isMissing(error) ? undefined : valueOf(fileFault(error));
    }
  }

  /** The secret of this name; undefined when its file or the store says anything else. */
  async #unsealed(id: string, text: string): Promise<MachineSecret | undefined> {
    let sealed: Buffer;
    try {
      sealed = Buffer.from(shape.parse(JSON.parse(text)).sealed, 'base64url');
    } catch {
      return undefined;
    }
    const bytes = await this.#store?.unseal(sealed);
    const secret = bytes?.length === 32 ? machineSecret(bytes) : undefined;
    if (secret?.id !== id) return undefined;
    this.#known.set(id, secret);
    return secret;
  }
}
