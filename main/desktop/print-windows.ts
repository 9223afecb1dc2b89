import { BrowserWindow, type PrintToPDFOptions } from 'electron';
import { randomBytes } from 'node:crypto';
import type { PrintJob } from '#core/contracts/print.contract.ts';
import { FONTS_LOADED } from '#core/reports/html.ts';
import { fillInPages, hasContents, pagesOfAnchors } from '#core/reports/pdf-anchors.ts';
import { ORIGIN } from './paths.ts';
import { offerDocument, offerPictures, withdrawDocument, withdrawPictures } from './scheme.ts';

/** What the office worker answers to `shell` verb `printDocument` and its like. */
export interface PrintDocument {
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
  readonly leftOut: PrintJob['leftOut'];
  readonly draft: boolean;
}

/** Counted before the file is made compact: afterwards its page objects are packed away. */
export const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0;

/** Work in windows that nobody sees, and the end of all of them at once. */
export function hiddenWindows(): {
  readonly use: <T>(document: PrintDocument, work: (window: BrowserWindow) => Promise<T>) => Promise<T>;
  readonly destroyAll: () => void;
} {
  const open = new Set<BrowserWindow>();
  return {
    /** Rejects as soon as the window is gone: what waits for the system's print dialog would never be answered. */
    use: async <T>(document: PrintDocument, work: (window: BrowserWindow) => Promise<T>): Promise<T> => {
      const { html, pictures } = document;
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
        if (hasContents(html)) await numberContents(window, document);
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

const optionsFor = ({ paper, landscape }: PrintDocument): PrintToPDFOptions => ({
  pageSize: paper,
  landscape,
  printBackground: true,
  preferCSSPageSize: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
});

export const toPdf = (window: BrowserWindow, document: PrintDocument): Promise<Uint8Array> =>
  window.webContents.printToPDF(optionsFor(document));

/** The page numbers of a table of contents are known when everything is laid out: it is printed once to count. */
async function numberContents(window: BrowserWindow, document: PrintDocument): Promise<void> {
  const counted = await toPdf(window, document);
  await window.webContents.executeJavaScript(fillInPages(pagesOfAnchors(counted)));
}
