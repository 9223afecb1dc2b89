import type { BrowserWindow } from 'electron';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { HifadhiEvent } from '#core/contracts/events.ts';
import type { Input } from '#core/contracts/index.ts';
import { compactPdf } from '#core/reports/compact-pdf.ts';
import { chooseToOpen } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import { lockPdf } from './lock-pdf.ts';
import type { OfficePort, PortReply } from './office-port.ts';
import { toPdf, type hiddenWindows, type PrintDocument } from './print-windows.ts';

export interface EachPrinted {
  readonly handlers: Pick<DesktopHandlers, 'print.saveEach' | 'print.stopEach'>;
  readonly stop: () => void;
}

type Refused = Extract<PortReply, { readonly ok: false }>;
interface Using {
  readonly port: OfficePort;
  readonly owner: () => BrowserWindow | undefined;
  readonly windows: ReturnType<typeof hiddenWindows>;
  readonly emit: (event: HifadhiEvent) => void;
}

/** The same report of many cases, one file each, so that each can go its own way. */
export function eachPrinted({ port, owner, windows, emit }: Using): EachPrinted {
  /** Raised by every stop and every lock: what was begun before it ends at the next file. */
  let generation = 0;

  const one = async (input: Input<'print.saveEach'>, at: number, folder: string): Promise<Refused | undefined> => {
    const { cases, report, password, ...rest } = input;
    const asked = await port.shell('printDocument', { ...rest, report: { ...report, caseId: cases[at] } });
    if (!asked.ok) return asked;
    const document = asked.value as PrintDocument;
    let printed: Uint8Array;
    try {
      printed = await windows.use(document, (window) => toPdf(window, document));
    } catch {
      return { ok: false, error: { code: 'PRINT_FAILED', params: {} } };
    }
    const locked = password === undefined ? undefined : await lockPdf(port, printed, password);
    if (locked?.ok === false) return locked;
    const how = locked === undefined ? 'saved' : 'locked';
    const audited = await port.shell('printed', { auditNumber: document.auditNumber, how });
    if (!audited.ok) return audited;
    try {
      // A file of the same name is another copy and stays.
      const name = document.fileName.replace(/\.pdf$/, ` ${String(document.copy)}.pdf`);
      const pdf = locked?.value ?? compactPdf(printed, (bytes) => deflateSync(bytes));
      await writeFile(join(folder, name), pdf, { flag: 'wx' });
    } catch {
      return { ok: false, error: { code: 'DISK_FAILED', params: {} } };
    }
    return undefined;
  };

  return {
    handlers: {
      'print.saveEach': async (input) => {
        const folder = await chooseToOpen(owner(), { properties: ['openDirectory', 'createDirectory'] });
        if (folder === undefined) return { ok: true, value: null };
        const mine = (generation += 1);
        const of = input.cases.length;
        for (let saved = 0; saved < of; saved += 1) {
          emit({ type: 'progress', job: 'print', phase: 'cases', done: saved, of });
          if (mine !== generation) return { ok: true, value: { saved, stopped: true } };
          const refused = await one(input, saved, folder);
          if (refused !== undefined) return refused;
        }
        return { ok: true, value: { saved: of, stopped: false } };
      },
      'print.stopEach': () => {
        generation += 1;
        return Promise.resolve({ ok: true, value: {} });
      },
    },
    stop: () => {
      generation += 1;
    },
  };
}
