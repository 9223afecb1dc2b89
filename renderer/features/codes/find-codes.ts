import { decodeQRBatch } from 'qr/decode.js';
import { openPdf } from '../print/pdf-document.ts';

/** The longer side of what is looked through, 200 dots to the inch of A4: more only costs time and memory. */
const LONGEST = 2400;
/** Of a file that is opened at all, and of a picture before it is made smaller: 200 MB of memory. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
const MOST_PAGES = 30;
/** Milliseconds for a frame of the camera, and for a picture or page that somebody brought. */
const FRAME_TIME = 60;
const PICTURE_TIME = 4000;
/** 200 dots to the inch. */
const PDF_SCALE = 200 / 96;

/** The texts of all QR codes in pixels, however foreign. Empty when there is none. The page is let go on every few milliseconds. */
async function codesIn({ data, width, height }: ImageData, timeLimit: number): Promise<readonly string[]> {
  const found = await decodeQRBatch([{ data, width, height }], { timeLimit, maxSize: { width, height } });
  return found.flat().filter((one) => typeof one === 'string');
}

function pixelsOf(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): ImageData {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (!brush) throw new Error('nothing can be drawn');
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return brush.getImageData(0, 0, canvas.width, canvas.height);
}

/** The texts of the codes that the camera sees now. `canvas` is used anew for each look, so that memory does not grow. */
export async function codesInFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<readonly string[]> {
  if (video.videoWidth === 0) return [];
  return codesIn(pixelsOf(canvas, video, video.videoWidth, video.videoHeight), FRAME_TIME);
}

/** Width and height of a picture, which the browser knows before it unpacks it. Rejects for what is no picture. */
async function sizeOf(file: Blob): Promise<{ readonly width: number; readonly height: number }> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    return { width: image.naturalWidth, height: image.naturalHeight };
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function codesInPicture(file: Blob): Promise<readonly string[] | undefined> {
  const { width, height } = await sizeOf(file);
  if (width * height > MOST_PIXELS) return undefined;
  const picture = await createImageBitmap(file);
  try {
    const pixels = pixelsOf(document.createElement('canvas'), picture, picture.width, picture.height);
    return await codesIn(pixels, PICTURE_TIME);
  } finally {
    picture.close();
  }
}

async function codesInPdf(file: Blob, wanted: () => boolean): Promise<readonly string[]> {
  const pdf = await openPdf(new Uint8Array(await file.arrayBuffer()));
  try {
    const found: string[] = [];
    const [page, small] = [document.createElement('canvas'), document.createElement('canvas')];
    for (let number = 1; number <= Math.min(pdf.pages, MOST_PAGES) && wanted(); number += 1) {
      await pdf.draw(page, number, PDF_SCALE / window.devicePixelRatio, LONGEST);
      found.push(...(await codesIn(pixelsOf(small, page, page.width, page.height), PICTURE_TIME)));
    }
    return found;
  } finally {
    await pdf.close();
  }
}

/**
 * The texts of the codes in a picture or PDF, read here and sent nowhere. Undefined when the file is neither, or too large.
 *
 * @param wanted is asked between two pages: whether somebody still waits for them.
 */
export async function codesInFile(file: Blob, wanted: () => boolean): Promise<readonly string[] | undefined> {
  if (file.size > MOST_BYTES) return undefined;
  try {
    return await (file.type === 'application/pdf' ? codesInPdf(file, wanted) : codesInPicture(file));
  } catch {
    return undefined;
  }
}
