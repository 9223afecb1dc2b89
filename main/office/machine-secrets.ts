import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#core/result.ts';
import { isId16 } from '#core/ids.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import type { KeyUser } from '../crypto/key-file-format.ts';
import { writeDurably } from '../crypto/key-file-store.ts';
import { machineSecret, newMachineSecret, type MachineSecret } from '../crypto/machine-layer.ts';

/**
 * The computer's own store for keys, as the shell hands it in: what it seals, nobody unseals on another computer or in
 * another account of this one. Undefined where there is none, or where it does not open. Never rejects.
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
const FILE = /^([\w-]{22})\.json$/;

/**
 * The secrets of this computer, each sealed by its store for keys in a file of its own. They lie where this computer
 * remembers how far its office has come, never in the office's folder: that is what people copy, carry and put back.
 * A secret is never written over: a store that opens again later gives back what was sealed with it.
 */
export class MachineSecrets {
  readonly #dir: string;
  readonly #store: KeyStore | undefined;

  /** `marks`: the folder of what this computer remembers. `store`: absent where the system has none. */
  constructor(marks: string, store: KeyStore | undefined) {
    this.#dir = join(marks, 'machine');
    this.#store = store;
  }

  /**
   * What opens this person's slot; undefined when no computer is asked for. AUTH_OTHER_COMPUTER when the slot is bound to
   * a secret that is not here, AUTH_KEY_STORE_CLOSED when it is here and the store does not give it back now.
   */
  async of({ slot: { machine } }: Pick<KeyUser, 'slot'>): Promise<MachineSecret | undefined> {
    if (machine === undefined) return undefined;
    if (!existsSync(this.#file(machine.id))) throw new Refusal('AUTH_OTHER_COMPUTER');
    const secret = await this.#read(machine.id);
    if (!secret) throw new Refusal('AUTH_KEY_STORE_CLOSED');
    return secret;
  }

  /** Every secret that the store gives back. */
  async all(): Promise<MachineSecret[]> {
    const found: MachineSecret[] = [];
    for (const id of this.#ids()) {
      const secret = await this.#read(id);
      if (secret) found.push(secret);
    }
    return found;
  }

  /**
   * What slots are bound with: the secret that is here, or a new one, which lies on the disk and came back out of the
   * store before it is answered. Undefined where there is no store, or one that does not give back what it was given.
   * Faults of the disk are thrown.
   */
  async toBind(): Promise<MachineSecret | undefined> {
    if (!this.#store) return undefined;
    const [known] = await this.all();
    if (known) return known;
    const made = newMachineSecret();
    const sealed = await this.#store.seal(made.secret);
    if (!sealed) return undefined;
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const file = { v: 1, id: made.id, sealed: Buffer.from(sealed).toString('base64url') };
    writeDurably(this.#file(made.id), `${JSON.stringify(file)}\n`);
    flushFolder(this.#dir);
    const back = await this.#read(made.id);
    if (!back) rmSync(this.#file(made.id), { force: true });
    return back;
  }

  readonly #file = (id: string): string => join(this.#dir, `${id}.json`);

  #ids(): string[] {
    if (!existsSync(this.#dir)) return [];
    return readdirSync(this.#dir).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  }

  /** The secret of this name; undefined when its file or the store says anything else. */
  async #read(id: string): Promise<MachineSecret | undefined> {
    let sealed: Buffer;
    try {
      sealed = Buffer.from(shape.parse(JSON.parse(readFileSync(this.#file(id), 'utf8'))).sealed, 'base64url');
    } catch {
      return undefined;
    }
    const bytes = await this.#store?.unseal(sealed);
    const secret = bytes?.length === 32 ? machineSecret(bytes) : undefined;
    return secret?.id === id ? secret : undefined;
  }
}
