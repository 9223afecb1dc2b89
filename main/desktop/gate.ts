import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { ZodError } from 'zod';
import {
  contracts,
  findCall,
  type CallName,
  type Input,
  type Output,
  type Reply,
  type At,
} from '#core/contracts/index.ts';
import type { Call } from '#core/contracts/contract.ts';
import type { ErrorCode } from '#core/errors.ts';
import { isOurPage } from './lockdown.ts';
import { log } from './log.ts';
import type { OfficePort, PortReply } from './office-port.ts';

type DesktopName = { [N in CallName]: At<N> extends 'desktop' ? N : never }[CallName];
/** What the shell itself answers, one function per desktop call. Expected failures are replies, not exceptions. */
export type DesktopHandlers = {
  readonly [N in DesktopName]: (
    input: Input<N>,
  ) => Promise<{ readonly ok: true; readonly value: Output<N> } | Extract<PortReply, { ok: false }>>;
};
type AnyHandler = (input: unknown) => Promise<PortReply>;

interface Gate {
  readonly port: OfficePort;
  /** The id of the page that may call; it changes when a lock replaces the window. */
  readonly currentPage: () => number | undefined;
  readonly handlers: DesktopHandlers;
  /** Called after every call that succeeded. */
  readonly after: (name: CallName, value: unknown) => void;
  /** Called when the office answers that the account of whoever works is closed by now. */
  readonly closed: () => void;
}

/** The account is closed: nothing of the work stays on the screen. At a sign-in they say why there is none. */
const CLOSED: ReadonlySet<string> = new Set<ErrorCode>([
  'AUTH_OVER',
  'AUTH_NOT_YET',
  'AUTH_LEFT',
  'AUTH_SUSPENDED',
  'AUTH_NOBODY_MANAGES',
]);

const refuse = (call: string, code: string, kind?: string): Reply<never> => ({
  ok: false,
  error: { code, params: {}, ref: log({ event: 'refused', call, code, ...(kind === undefined ? {} : { kind }) }) },
});

/**
 * Which part of a message was wrong, for the log: its first name, which the contract gives. What lies below may be a
 * name that the page made up, and so anything that was typed.
 */
const partOf = (error: ZodError): string => String(error.issues[0]?.path[0] ?? '');

/**
 * The one door between the page and everything else: known channel, right sender, parsed input, allowed, parsed
 * output. Whatever goes wrong inside is a code and a log reference on the way out.
 */
async function pass(
  gate: Gate,
  name: CallName,
  call: Call,
  event: IpcMainInvokeEvent,
  raw: unknown,
): Promise<Reply<unknown>> {
  const frame = event.senderFrame;
  if (!frame || frame !== event.sender.mainFrame || !isOurPage(frame.url) || event.sender.id !== gate.currentPage()) {
    return refuse(name, 'PERM_WRONG_SENDER');
  }
  const input = call.input.safeParse(raw);
  if (!input.success) return refuse(name, 'PERM_BAD_INPUT', partOf(input.error));
  try {
    let reply: PortReply;
    if (call.at === 'office') reply = await gate.port.call(name, input.data);
    else {
      const allowed = call.right === 'public' ? undefined : await gate.port.shell('authorise', { right: call.right });
      const handler = (gate.handlers as Readonly<Record<string, AnyHandler>>)[name];
      if (handler === undefined) return refuse(name, 'PERM_UNKNOWN_CALL');
      reply = allowed && !allowed.ok ? allowed : await handler(input.data);
    }
    if (!reply.ok) {
      if (call.right !== 'public' && CLOSED.has(reply.error.code)) gate.closed();
      return {
        ok: false,
        error: { ...reply.error, ref: log({ event: 'failed', call: name, code: reply.error.code }) },
      };
    }
    const output = call.output.safeParse(reply.value);
    if (!output.success) return refuse(name, 'SAFE_UNEXPECTED', partOf(output.error));
    gate.after(name, output.data);
    return { ok: true, value: output.data };
  } catch (error) {
    // Only the kind of the error is logged: its message may hold what a person typed.
    return refuse(name, 'SAFE_UNEXPECTED', error instanceof Error ? error.name : typeof error);
  }
}

/** Registers one handler per declared call. Any other channel does not exist. */
export function openGate(gate: Gate): void {
  for (const [feature, calls] of Object.entries(contracts)) {
    for (const verb of Object.keys(calls)) {
      const name = `${feature}.${verb}` as CallName;
      const call = findCall(name);
      if (call) ipcMain.handle(`hifadhi:${name}`, (event, raw: unknown) => pass(gate, name, call, event, raw));
    }
  }
}
