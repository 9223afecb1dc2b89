import { BrowserWindow, dialog, type PrintToPDFOptions } from 'electron';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { PrintJob } from '#core/contracts/print.contract.ts';
import { compactPdf } from '#core/reports/compact-pdf.ts';
import { FONTS_LOADED } from '#core/reports/html.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort, PortReply } from './office-port.ts';
import { ORIGIN } from './paths.ts';
import { offerDocument, offerPictures, withdrawDocument, withdrawPictures } from './scheme.ts';

/** What the office worker answers to `shell` verb `printDocument` and `printKit`. */
interface PrintDocument {
  readonly html: string;
  readonly names: PrintJob['names'];
  readonly copy: number;
  readonly madeAtUtc: string;
  /** Without any name of a child: the case code and the report. */
  readonly fileName: string;
  /** What the job is called at the printer: "Report" and a number (ui-guide §8). */
  readonly printerTitle: string;
  readonly paper: 'A4' | 'Letter';
  readonly landscape: boolean;
  readonly auditNumber: number;
  readonly pictures: Parameters<typeof offerPictures>[0];
}
interface Job {
  readonly pdf: Uint8Array<ArrayBuffer>;
  readonly document: PrintDocument;
}

type Printing = Pick<
  DesktopHandlers,
  'print.make' | 'print.makeKit' | 'print.makeTrustSheet' | 'print.send' | 'print.save' | 'print.drop'
> & {
  readonly forgetAll: () => void;
};

const MAX_JOBS = 8;
const failed = { ok: false, error: { code: 'PRINT_FAILED', params: {} } } as const;
const gone = { ok: false, error: { code: 'PRINT_FAILED', params: { gone: true } } } as const;

/** Counted before the file is made compact: afterwards its page objects are packed away. */
const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0;

/** Work in windows that nobody sees, and the end of all of them at once. */
function hiddenWindows(): {
  readonly use: <T>(document: PrintDocument, work: (window: BrowserWindow) => Promise<T>) => Promise<T>;
  readonly destroyAll: () => void;
} {
  const open = new Set<BrowserWindow>();
  return {
    /** Rejects as soon as the window is gone: what waits for the system's print dialog would never be answered. */
    use: async <T>({ html, pictures }: PrintDocument, work: (window: BrowserWindow) => Promise<T>): Promise<T> => {
      const token = randomBytes(16).toString('base64url');
      offerDocument(token, html);
      offerPictures(pictures);
      const window = new BrowserWindow({
        show: false,
        title: 'Hifadhi',
        webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
      });
      open.add(window);
      const closed = new Promise<never>((_resolve, reject) => {
        window.once('closed', () => {
          reject(new Error('the window is gone'));
        });
      });
      const working = async (): Promise<T> => {
        await window.loadURL(`${ORIGIN}/document/${token}.html`);
        // Our own script in the engine's world, not the page's: the policy lets none run there.
        await window.webContents.executeJavaScript(FONTS_LOADED);
        return work(window);
      };
      try {
        return await Promise.race([working(), closed]);
      } finally {
        withdrawDocument(token);
        withdrawPictures(pictures);
        open.delete(window);
        if (!window.isDestroyed()) window.destroy();
      }
    },
    destroyAll: () => {
      for (const window of open) window.destroy();
    },
  };
}

/** Printing: the preview shows the very PDF that is saved, and the printer gets the same document. */
export function printing(port: OfficePort, owner: () => BrowserWindow | undefined): Printing {
  const jobs = new Map<string, Job>();
  const windows = hiddenWindows();
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
    const options: PrintToPDFOptions = {
      pageSize: document.paper,
      landscape: document.landscape,
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    };
    let pdf: Uint8Array<ArrayBuffer>;
    let pages: number;
    try {
      const printed = await windows.use(document, (window) => window.webContents.printToPDF(options));
      pages = pagesOf(printed);
      pdf = new Uint8Array(compactPdf(printed, (bytes) => deflateSync(bytes)));
    } catch {
      return failed;
    }
    if (mine !== generation) return gone;
    const token = randomBytes(16).toString('base64url');
    jobs.set(token, { pdf, document });
    for (const old of jobs.keys()) if (jobs.size > MAX_JOBS) jobs.delete(old);
    const { names, copy, madeAtUtc } = document;
    return { ok: true, value: { job: token, pages, pdf, names, copy, madeAtUtc } };
  };
  const record = (job: Job, how: 'printed' | 'saved'): Promise<PortReply> =>
    port.shell('printed', { auditNumber: job.document.auditNumber, how });

  return {
    'print.make': (order) => make(port.shell('printDocument', order)),
    'print.makeKit': (order) => make(port.shell('printKit', order)),
    'print.makeTrustSheet': (order) => make(port.shell('printTrustSheet', order)),
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
    'print.save': async ({ job: token }) => {
      const fileName = jobs.get(token)?.document.fileName;
      if (fileName === undefined) return gone;
      const window = owner();
      const options = { defaultPath: fileName, filters: [{ name: 'PDF', extensions: ['pdf'] }] };
      const answer = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
      if (answer.canceled || answer.filePath === '') return { ok: true, value: null };
      // Looked up again: a lock may have come while the dialog was open.
      const job = jobs.get(token);
      if (!job) return gone;
      const audited = await record(job, 'saved');
      if (!audited.ok) return audited;
      try {
        await writeFile(answer.filePath, job.pdf);
      } catch {
        return { ok: false, error: { code: 'DISK_FAILED', params: {} } };
      }
      return { ok: true, value: { fileName: basename(answer.filePath) } };
    },
    'print.drop': ({ job }) => {
      jobs.delete(job);
      return Promise.resolve({ ok: true, value: {} });
    },
    forgetAll: () => {
      generation += 1;
      jobs.clear();
      windows.destroyAll();
    },
  };
}
