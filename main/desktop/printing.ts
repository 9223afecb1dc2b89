import { dialog, type BrowserWindow } from 'electron';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { HifadhiEvent } from '#core/contracts/events.ts';
import { compactPdf } from '#core/reports/compact-pdf.ts';
import type { DesktopHandlers } from './gate.ts';
import { lockPdf } from './lock-pdf.ts';
import type { OfficePort, PortReply } from './office-port.ts';
import { eachPrinted, type EachPrinted } from './print-each.ts';
import { hiddenWindows, pagesOf, toPdf, type PrintDocument } from './print-windows.ts';

interface Job {
  readonly pdf: Uint8Array<ArrayBuffer>;
  /** As the browser wrote it: what is locked with a password is made of this. */
  readonly printed: Uint8Array;
  readonly document: PrintDocument;
  /** It was printed or saved: its copy number is used up. */
  left: boolean;
}

interface Printing {
  readonly handlers: Pick<DesktopHandlers, Extract<keyof DesktopHandlers, `print.${string}`>>;
  readonly forgetAll: () => void;
}

const MAX_JOBS = 8;
const failed = { ok: false, error: { code: 'PRINT_FAILED', params: {} } } as const;
const gone = { ok: false, error: { code: 'PRINT_FAILED', params: { gone: true } } } as const;

/** Printing: the preview shows the very PDF that is saved, and the printer gets the same document. */
export function printing(
  port: OfficePort,
  owner: () => BrowserWindow | undefined,
  emit: (event: HifadhiEvent) => void,
): Printing {
  const jobs = new Map<string, Job>();
  const windows = hiddenWindows();
  const each: EachPrinted = eachPrinted({ port, owner, windows, emit });
  /** Raised by every lock: what was begun before it may not be kept after it. */
  let generation = 0;

  const make = async (
    asked: Promise<PortReply>,
  ): Promise<ReturnType<DesktopHandlers['print.make']> extends Promise<infer R> ? R : never> => {
    const mine = generation;
    const answer = await asked;
    if (!answer.ok) return answer;
    if (mine !== generation) return gone;
    const document = answer.value as PrintDocument;
    let printed: Uint8Array;
    let pdf: Uint8Array<ArrayBuffer>;
    try {
      printed = await windows.use(document, (window) => toPdf(window, document));
      pdf = new Uint8Array(compactPdf(printed, (bytes) => deflateSync(bytes)));
    } catch {
      return failed;
    }
    if (mine !== generation) return gone;
    const token = randomBytes(16).toString('base64url');
    jobs.set(token, { pdf, printed, document, left: false });
    for (const old of jobs.keys()) if (jobs.size > MAX_JOBS) jobs.delete(old);
    const { names, copy, madeAtUtc, leftOut, draft } = document;
    const pages = pagesOf(printed);
    return { ok: true, value: { job: token, pages, pdf, names, copy, madeAtUtc, leftOut, draft } };
  };
  const record = (job: Job, how: 'printed' | 'saved' | 'locked'): Promise<PortReply> => {
    job.left = true;
    return port.shell('printed', { auditNumber: job.document.auditNumber, how });
  };

  return {
    handlers: {
      'print.make': ({ instead, ...order }) => {
        const before = instead === undefined ? undefined : jobs.get(instead);
        const again = before?.left === false ? { again: before.document.copy } : {};
        return make(port.shell('printDocument', { ...order, ...again }));
      },
      'print.makeKit': (order) => make(port.shell('printKit', order)),
      'print.makeSample': (order) => make(port.shell('printSample', order)),
      'print.makeTrustSheet': (order) => make(port.shell('printTrustSheet', order)),
      'print.makeCodes': (order) => make(port.shell('printCodes', order)),
      'print.makeEmergencyPlan': (order) => make(port.shell('printEmergencyPlan', order)),
      'print.makeFactorCodes': (order) => make(port.shell('printFactorCodes', order)),
      'print.makeProcessing': (order) => make(port.shell('printProcessing', order)),
      'print.makeRoles': (order) => make(port.shell('printRoles', order)),
      'print.makeNotice': (order) => make(port.shell('printNotice', order)),
      'print.makeBreachLetter': (order) => make(port.shell('printBreachLetter', order)),
      'print.send': async ({ job: token }) => {
        const job = jobs.get(token);
        if (!job) return gone;
        const { paper, landscape, printerTitle } = job.document;
        const sending = windows.use(job.document, async (window) => {
          // The title is the name of the job, which everybody at a shared printer can read: no code and no report.
          await window.webContents.executeJavaScript(`document.title = ${JSON.stringify(printerTitle)}`);
          return new Promise<boolean>((resolve) => {
            const options = { silent: false, printBackground: true, pageSize: paper, landscape };
            window.webContents.print(options, (done) => {
              resolve(done);
            });
          });
        });
        let printed: boolean;
        try {
          printed = await sending;
        } catch {
          return failed;
        }
        const audited = printed ? await record(job, 'printed') : undefined;
        if (audited?.ok === false) return audited;
        return { ok: true, value: { printed } };
      },
      ...each.handlers,
      'print.save': async ({ job: token, password }) => {
        const fileName = jobs.get(token)?.document.fileName;
        if (fileName === undefined) return gone;
        const window = owner();
        const options = { defaultPath: fileName, filters: [{ name: 'PDF', extensions: ['pdf'] }] };
        const answer = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
        if (answer.canceled || answer.filePath === '') return { ok: true, value: null };
        // Looked up again: a lock may have come while the dialog was open.
        const job = jobs.get(token);
        if (!job) return gone;
        const locked = password === undefined ? undefined : await lockPdf(port, job.printed, password);
        if (locked?.ok === false) return locked;
        const audited = await record(job, locked === undefined ? 'saved' : 'locked');
        if (!audited.ok) return audited;
        try {
          await writeFile(answer.filePath, locked?.value ?? job.pdf);
        } catch {
          return { ok: false, error: { code: 'DISK_FAILED', params: {} } };
        }
        return { ok: true, value: { fileName: basename(answer.filePath) } };
      },
      'print.drop': ({ job }) => {
        jobs.delete(job);
        return Promise.resolve({ ok: true, value: {} });
      },
    },
    forgetAll: () => {
      generation += 1;
      jobs.clear();
      windows.destroyAll();
      each.stop();
    },
  };
}
