import { decodeQRBatch } from 'qr/decode.js';
import { openPdf } from '../print/pdf-document.ts';

/** The longer side of a picture that is looked through: more only costs time and memory. */
const LONGEST = 3200;
const MOST_PAGES = 30;
/** Milliseconds for a frame of the camera, and for a picture or page that somebody brought. */
const FRAME_TIME = 60;
const PICTURE_TIME = 4000;
/** 200 dots to the inch. */
const PDF_SCALE = 200 / 96;

/** The texts of all QR codes in pixels, however foreign. Empty when there is none. */
export async function codesIn(
  { data, width, height }: ImageData,
  timeLimit = PICTURE_TIME,
): Promise<readonly string[]> {
  const found = await decodeQRBatch([{ data, width, height }], { timeLimit, maxSize: { width, height } });
  return found.flat().filter((one) => typeof one === 'string');
}

function pixelsOf(source: CanvasImageSource, width: number, height: number): ImageData | undefined {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  brush?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return brush?.getImageData(0, 0, canvas.width, canvas.height);
}

/** The texts of the codes that the camera sees now. */
export async function codesInFrame(video: HTMLVideoElement): Promise<readonly string[]> {
  if (video.videoWidth === 0) return [];
  const pixels = pixelsOf(video, video.videoWidth, video.videoHeight);
  return pixels === undefined ? [] : codesIn(pixels, FRAME_TIME);
}

async function codesInPdf(file: Blob): Promise<readonly string[]> {
  const pdf = await openPdf(new Uint8Array(await file.arrayBuffer()));
  try {
    const found: string[] = [];
    for (let page = 1; page <= Math.min(pdf.pages, MOST_PAGES); page += 1) {
      const canvas = document.createElement('canvas');
      await pdf.draw(canvas, page, PDF_SCALE / window.devicePixelRatio);
      const pixels = pixelsOf(canvas, canvas.width, canvas.height);
      if (pixels !== undefined) found.push(...(await codesIn(pixels)));
    }
    return found;
  } finally {
    await pdf.close();
  }
}

/** The texts of the codes in a picture or PDF, read here and sent nowhere. Undefined when the file is neither. */
export async function codesInFile(file: Blob): Promise<readonly string[] | undefined> {
  try {
    if (file.type === 'application/pdf') return await codesInPdf(file);
    const picture = await createImageBitmap(file);
    try {
      const pixels = pixelsOf(picture, picture.width, picture.height);
      return pixels === undefined ? undefined : await codesIn(pixels);
    } finally {
      picture.close();
    }
  } catch {
    return undefined;
  }
}
