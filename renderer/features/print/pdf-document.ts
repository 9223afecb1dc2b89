import { getDocument, GlobalWorkerOptions, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** A PDF that is being shown. `close` frees its memory and ends its worker. */
export interface OpenPdf {
  readonly pages: number;
  /**
   * Draws a page on a canvas, `scale` 1 being 96 pixels to the inch, and returns its size in CSS pixels. `most`: the longer
   * side of the canvas gets no more pixels than that.
   */
  readonly draw: (
    canvas: HTMLCanvasElement,
    page: number,
    scale: number,
    most?: number,
  ) => Promise<{ width: number; height: number }>;
  /** The lines of a page's text, in reading order. */
  readonly text: (page: number) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const POINTS_TO_PIXELS = 96 / 72;

/** A picture within a PDF that has more pixels is left out: a foreign one could fill the memory. */
const MOST_PIXELS = 50_000_000;

/**
 * Opens a PDF: one that the office made, or a foreign one that may hold codes. The worker is a file of our own; letters are drawn as outlines, because loading
 * fonts the library's other way writes a style element, which the content security policy forbids.
 */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  GlobalWorkerOptions.workerSrc = workerUrl;
  const port = new Worker(workerUrl, { type: 'module' });
  const worker = PDFWorker.create({ port });
  const loading = getDocument({
    data: bytes.slice(),
    worker,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    maxImageSize: MOST_PIXELS,
  });
  const close = async (): Promise<void> => {
    await loading.destroy();
    worker.destroy();
    port.terminate();
  };
  let pdf: PDFDocumentProxy;
  try {
    pdf = await loading.promise;
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pages: pdf.numPages,
    draw: async (canvas, number, scale, most = Infinity) => {
      const page = await pdf.getPage(number);
      const ratio = window.devicePixelRatio;
      const wanted = scale * POINTS_TO_PIXELS * ratio;
      const { width, height } = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: Math.min(wanted, most / Math.max(width, height)) });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport }).promise;
      return { width: viewport.width / ratio, height: viewport.height / ratio };
    },
    text: async (number) => {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const lines: string[] = [''];
      for (const item of items) {
        if (!('str' in item)) continue;
        lines[lines.length - 1] += item.str;
        if (item.hasEOL) lines.push('');
      }
      return lines.map((line) => line.trim()).filter((line) => line !== '');
    },
    close,
  };
}
