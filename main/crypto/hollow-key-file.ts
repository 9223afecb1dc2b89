import { randomBytes } from 'node:crypto';
import { isEmptied, type KeyFile, type KeySlot, type KeyUser } from './key-file-format.ts';
import { bindSlot, type MachineSecret } from './machine-layer.ts';

/** What AES-GCM adds to what it seals. */
const TAG = 16;
/** The end of an age file that holds 32 bytes: its nonce, and the bytes with their tag. */
const PAYLOAD = 16 + 32 + TAG;

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
const lengthOf = (text: string): number => Buffer.from(text, 'base64url').length;

/**
 * Makes slots that nothing opens: random bytes, of the same length, in the place of whatever a passphrase or a kit opens.
 * What is the same in two files of one office stays the same, as a slot that nobody changed is in the copy of before, and
 * one that waits for the proof of its binding beside the bound one. Costs no Argon2id.
 */
export class Hollow {
  readonly #machines: readonly MachineSecret[];
  readonly #bytes = new Map<string, string>();
  readonly #bound = new Map<string, KeySlot>();

  /** `machines`: slots bound to one of them keep a layer of it, so that a passphrase is answered as one that is wrong. */
  constructor(machines: readonly MachineSecret[]) {
    this.#machines = machines;
  }

  /** What stands for the thing that goes by `name`: made once. */
  #once(name: string, make: () => string): string {
    const text = this.#bytes.get(name) ?? make();
    this.#bytes.set(name, text);
    return text;
  }

  /** How a passphrase locks a slot; `bytes`: how long what is locked is. */
  #inner({ machine: _machine, ...slot }: KeySlot, bytes: number): KeySlot {
    const name = `${slot.kdf.salt} ${slot.nonce}`;
    return {
      ...slot,
      nonce: this.#once(`nonce ${name}`, () => random(12)),
      box: this.#once(`box ${name}`, () => random(bytes)),
    };
  }

  /** A slot of this person. */
  slot(user: KeyUser, slot: KeySlot): KeySlot {
    const { machine: layer } = slot;
    // Nothing is in it already, and that can be seen.
    if (isEmptied({ slot })) return slot;
    if (layer === undefined) return this.kept(slot);
    const inner = this.#inner(slot, lengthOf(slot.box) - TAG);
    const machine = this.#machines.find(({ id }) => id === layer.id);
    const name = `${user.id} ${layer.id} ${layer.nonce}`;
    const bound =
      this.#bound.get(name) ??
      (machine
        ? bindSlot(user, inner, machine)
        : { ...inner, box: random(lengthOf(slot.box)), machine: { ...layer, nonce: random(12) } });
    this.#bound.set(name, bound);
    return bound;
  }

  /** A slot that waits for the proof of its binding: what is inside the bound one. */
  kept(slot: KeySlot): KeySlot {
    return this.#inner(slot, lengthOf(slot.box));
  }

  #wrapped(text: string): string {
    const bytes = Buffer.from(text, 'base64url');
    return this.#once(text, () =>
      Buffer.concat([bytes.subarray(0, -PAYLOAD), randomBytes(PAYLOAD)]).toString('base64url'),
    );
  }

  /** The same office and people in a key file that nothing opens. */
  keyFile(file: KeyFile): KeyFile {
    const { nextDatabaseKey: next } = file;
    return {
      ...file,
      users: file.users.map((user) => ({ ...user, slot: this.slot(user, user.slot) })),
      databaseKey: this.#wrapped(file.databaseKey),
      ...(next !== undefined && { nextDatabaseKey: this.#wrapped(next) }),
      seal: this.#once(file.seal, () => random(32)),
    };
  }
}
