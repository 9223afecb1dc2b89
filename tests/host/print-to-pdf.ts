import type { Cdp } from './cdp.ts';
import { notModelled } from './strict.ts';

/** Inches, as in Electron's own table. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = {
  letter: [8.5, 11],
  legal: [8.5, 14],
  tabloid: [11, 17],
  ledger: [17, 11],
  a0: [33.1, 46.8],
  a1: [23.4, 33.1],
  a2: [16.54, 23.4],
  a3: [11.7, 16.54],
  a4: [8.27, 11.7],
  a5: [5.83, 8.27],
  a6: [4.13, 5.83],
};
const KNOWN = new Set([
  'landscape',
  'displayHeaderFooter',
  'printBackground',
  'scale',
  'pageSize',
  'margins',
  'pageRanges',
  'headerTemplate',
  'footerTemplate',
  'preferCSSPageSize',
  'generateTaggedPDF',
  'generateDocumentOutline',
]);
const DEFAULT_MARGIN = 0.4;
const CHUNK_BYTES = 1 << 20;

function paperOf(size: Electron.PrintToPDFOptions['pageSize'] = 'Letter'): readonly [number, number] {
  if (typeof size !== 'string') return [size.width, size.height];
  return SIZES[size.toLowerCase()] ?? notModelled(`pageSize ${size}`);
}

/** Electron hands the same fields to the same code of Chromium, so the PDF is the one Electron would make. */
export async function printToPdf(
  cdp: Cdp,
  sessionId: string,
  options: Electron.PrintToPDFOptions,
): Promise<Buffer<ArrayBuffer>> {
  for (const name of Object.keys(options)) if (!KNOWN.has(name)) notModelled(`printToPDF option ${name}`);
  const [paperWidth, paperHeight] = paperOf(options.pageSize);
  const { top, bottom, left, right } = {
    top: DEFAULT_MARGIN,
    bottom: DEFAULT_MARGIN,
    left: DEFAULT_MARGIN,
    right: DEFAULT_MARGIN,
    ...options.margins,
  };
  if (Math.max(top, bottom) > paperHeight || Math.max(left, right) > paperWidth) {
    throw new Error('margins must be less than or equal to pageSize');
  }
  const { stream } = await cdp.send(
    'Page.printToPDF',
    {
      landscape: options.landscape ?? false,
      displayHeaderFooter: options.displayHeaderFooter ?? false,
      headerTemplate: options.headerTemplate ?? '',
      footerTemplate: options.footerTemplate ?? '',
      printBackground: options.printBackground ?? false,
      scale: options.scale ?? 1,
      paperWidth,
      paperHeight,
      marginTop: top,
      marginBottom: bottom,
      marginLeft: left,
      marginRight: right,
      pageRanges: options.pageRanges ?? '',
      preferCSSPageSize: options.preferCSSPageSize ?? false,
      generateTaggedPDF: options.generateTaggedPDF ?? false,
      generateDocumentOutline: options.generateDocumentOutline ?? false,
      transferMode: 'ReturnAsStream',
    },
    sessionId,
  );
  if (stream === undefined) throw new Error('Failed to generate PDF');
  const parts: Buffer[] = [];
  for (let ended = false; !ended;) {
    const chunk = await cdp.send('IO.read', { handle: stream, size: CHUNK_BYTES }, sessionId);
    parts.push(Buffer.from(chunk.data, chunk.base64Encoded === true ? 'base64' : 'utf8'));
    ended = chunk.eof;
  }
  await cdp.send('IO.close', { handle: stream }, sessionId);
  return Buffer.concat(parts);
}
