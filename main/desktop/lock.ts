import { clipboard } from 'electron';
import type { HifadhiEvent } from '#core/contracts/events.ts';
import { forget } from './forget.ts';
import type { IdleLock } from './idle-lock.ts';
import { log } from './log.ts';
import type { MainWindow } from './main-window.ts';
import type { OfficePort } from './office-port.ts';

type Why = Extract<HifadhiEvent, { type: 'locking' }>['why'];

/** How long a page may take to hand over what was typed in the last second. */
const HAND_OVER_MS = 300;

interface Lockable {
  readonly window: MainWindow;
  readonly port: OfficePort;
  readonly idle: IdleLock;
  readonly forgetPrints: () => void;
  /** Id of the person who is working, for the locked screen; undefined when nobody is. */
  readonly worker: () => string | undefined;
}

/**
 * Locks the office: the page hands over its draft (not for the panic key, which waits for nothing), the window is
 * replaced, the worker ends and its keys with it, what was copied is gone from the clipboard, and what went through the
 * shell out of its memory.
 */
export async function lock(office: Lockable, why: Why | 'signed-out'): Promise<void> {
  office.idle.stop();
  const worker = office.worker();
  if (why !== 'panic') {
    office.window.tell({ type: 'locking', why: why === 'signed-out' ? 'person' : why });
    await new Promise((resolve) => setTimeout(resolve, HAND_OVER_MS));
  }
  const ended = office.port.end();
  const locked = worker !== undefined && why !== 'signed-out';
  office.window.open(locked ? `#/sign-in?user=${worker}&why=${why}` : '');
  office.forgetPrints();
  clipboard.clear();
  log({ event: 'locked', kind: why });
  await ended;
  forget();
}
