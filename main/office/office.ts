import type { ErrorCode } from '#core/errors.ts';
import { Refusal, type AppError } from '#core/result.ts';
import { findCall, type CallName } from '#core/contracts/index.ts';
import { RIGHTS, type Right } from '#core/rights/roles.ts';
import { decide } from '#core/rights/decide.ts';
import { newId } from '../crypto/hashing.ts';
import type { GoodCopy } from '../storage/backup.ts';
import { audit } from './audit.ts';
import { signHead } from './audit-heads.ts';
import { authoriseCall } from './authorise-call.ts';
import type { Clock } from './clock.ts';
import { refuseClosed } from './closed-account.ts';
import { markKeyFile, marksDir, reachedBy, tryMark } from './device-mark.ts';
import type { OpenOffice } from './open-office.ts';
import { endEmergencies } from './emergency-access.ts';
import { refuseBefore } from './first-things.ts';
import { dropExport } from './export-cases.ts';
import { MachineSecrets, type KeyStore } from './machine-secrets.ts';
import { openHandlers } from './open-handlers.ts';
import { Places } from './places.ts';
import type { Emit } from './progress.ts';
import { publicHandlers } from './public-handlers.ts';
import type { RelayWorld } from './relay/relay-visits.ts';
import { refuseInTrial } from './trial.ts';
import { dropSaving } from './save-audit.ts';
import { SetUp } from './set-up.ts';
import { renewForDay } from './roles-in-force.ts';
import { shellHandlers } from './shell-handlers.ts';
import { noteInTime } from './own-state/own-state.ts';
import { countRunning } from './suspensions.ts';
import { Turns } from './turns.ts';
import { asRefusal } from './unexpected.ts';
import { waitsForImport } from './waits-for-import.ts';

export interface OfficeOptions {
  /** The office's own folder. */
  readonly dir: string;
  /** Where this computer remembers how far it has come; beside the office's folder where nothing is said. */
  readonly marks?: string;
  readonly resourcesDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The network as visits to a relay meet it; the real one unless a test says otherwise. */
  readonly relay?: RelayWorld;
  /** The computer's own store for keys; absent where the system has none. */
  readonly keyStore?: KeyStore;
  /** Nobody's slot is bound here: other computers or accounts may open this folder. Those that are bound still open. */
  readonly unbound?: boolean;
  /**
   * Whether somebody outside of this thread waits for it: how long work of many steps learns of it while nothing else runs
   * here. Where nothing is said it is taken for granted, and the steps are short.
   */
  readonly isAwaited?: () => boolean;
  /** Names this run of the program, over all locks; each office is a run of its own where nothing is said. */
  readonly run?: string;
}

export type OfficeReply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AppError };

type AnyHandler<S> = (subject: S, input: never) => unknown;

/**
 * The office on this computer: closed until somebody signs in, then one open office for one person. Every call comes
 * through here, and here alone it is decided whether it may run.
 */
export class Office {
  readonly options: OfficeOptions;
  readonly places = new Places();
  readonly setUp = new SetUp();
  readonly machine: MachineSecrets;
  readonly run: string;
  /** Settles when the own slot was looked at after a sign-in. Never rejects. */
  binding: Promise<void> = Promise.resolve();
  open: OpenOffice | undefined;
  /**
   * The database key of a sign-in that was right but met a damaged file, and the newest copy that it finds whole: for
   * putting that copy back, and nothing else.
   */
  proved: { readonly key: Uint8Array; readonly copy: GoodCopy | undefined } | undefined;
  /** What the last sign-in met after the passphrase was right. */
  trouble: ErrorCode | undefined;
  /** One after the other: a save never runs inside somebody else's import step. */
  readonly turns = new Turns();

  constructor(options: OfficeOptions) {
    this.options = options;
    this.run = options.run ?? newId();
    this.machine = new MachineSecrets(marksDir(options), options.keyStore);
  }

  /** Runs a contract call whose input the gate has parsed. Never throws. */
  call(name: string, input: unknown): Promise<OfficeReply> {
    const contract = findCall(name);
    if (contract?.at !== 'office')
      return Promise.resolve({ ok: false, error: { code: 'PERM_UNKNOWN_CALL', params: {} } });
    return this.#run(async () => {
      if (contract.right === 'public') {
        const handler = (publicHandlers as Readonly<Record<string, AnyHandler<Office>>>)[name];
        if (!handler) throw new Refusal('PERM_UNKNOWN_CALL');
        return handler(this, input as never);
      }
      const open = this.#session();
      authoriseCall(open, name as CallName, contract.right, input);
      const handler = (openHandlers as Readonly<Record<string, AnyHandler<OpenOffice>>>)[name];
      if (!handler) throw new Refusal('PERM_UNKNOWN_CALL');
      return handler(open, input as never);
    }, !waitsForImport(name));
  }

  /** Runs work of the office's own between people's calls. Throws its refusals, AUTH_LOCKED when nobody is signed in. */
  enter<T>(work: (open: OpenOffice) => T | Promise<T>): Promise<T> {
    const result = this.turns.run(() => work(this.#session()), false);
    return result.catch((error: unknown) => {
      throw asRefusal(error);
    });
  }

  /** Runs what only the shell may ask. Never throws. */
  shell(verb: string, input: unknown): Promise<OfficeReply> {
    return this.#run(async () => {
      if (verb === 'authorise') {
        const { right } = input as { right: string };
        const open = this.#session();
        refuseBefore(open, verb);
        refuseInTrial(open, verb);
        const { subject } = open;
        if (right === 'session') return {};
        refuseClosed(open, verb);
        const known = RIGHTS.find((r): r is Right => r === right);
        if (known === undefined || !decide(subject, known).allowed) throw new Refusal('PERM_DENIED', { right });
        return {};
      }
      const handler = Object.hasOwn(shellHandlers, verb) ? shellHandlers[verb] : undefined;
      if (!handler) throw new Refusal('PERM_UNKNOWN_CALL');
      return handler(this, input);
    }, true);
  }

  /** Lets go of the database without a word in it: its key slots are gone, and nobody will read it again. */
  abandon(): void {
    const { open } = this;
    this.open = undefined;
    this.machine.forget();
    open?.relay.end();
    open?.backups.end();
    open?.close();
  }

  /** Closes the database. The keys go with the thread. */
  close(): void {
    const { open } = this;
    this.open = undefined;
    this.machine.forget();
    if (!open) return;
    open.relay.end();
    open.backups.end();
    dropExport(open);
    dropSaving(open).catch(() => undefined);
    try {
      noteInTime(open, 'session');
      audit(open, 'session.locked', open.me.id);
      signHead(open);
    } catch {
      // A full disk must not keep an office open.
    }
    open.mark.stop();
    tryMark(open, reachedBy(open.db));
    markKeyFile(open, open.keys, open.db);
    open.close();
  }

  #session(): OpenOffice {
    if (!this.open) throw new Refusal('AUTH_LOCKED');
    return this.open;
  }

  #run(work: () => Promise<unknown>, between: boolean): Promise<OfficeReply> {
    return this.turns.run(async (): Promise<OfficeReply> => {
      try {
        if (this.open !== undefined) renewForDay(this.open);
        // Before anything is decided: what was opened in an emergency ends by itself.
        if (this.open !== undefined && this.open.subject.exceptions.lent.size > 0) endEmergencies(this.open);
        if (this.open !== undefined) countRunning(this.open);
        const value = await work();
        if (this.open !== undefined) noteInTime(this.open, 'call');
        return { ok: true, value };
      } catch (error) {
        return { ok: false, error: asRefusal(error).error };
      }
    }, between);
  }
}
