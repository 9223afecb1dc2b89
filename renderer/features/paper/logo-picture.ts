import { LOGO_PIXELS, MOST_LOGO_BYTES } from '#core/contracts/paper.contract.ts';
import { encoded } from '../../forms/photo-shape.ts';

/** What may be chosen; a drawing in vectors is drawn here, and only its pixels are kept. */
export const LOGO_TYPES = 'image/png,image/jpeg,image/svg+xml,image/webp';
/** A picture this large is no logo, and decoding it would only hold up the page. */
const MOST_SOURCE_BYTES = 8 * 1024 * 1024;
/** A vector drawing without a size of its own is drawn this wide. */
const USUAL_SIDE = 300;

async function drawn(file: Blob): Promise<HTMLImageElement | undefined> {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * The logo made anew from its pixels alone, on white, at most `LOGO_PIXELS` on its longer side: PNG, or JPEG where that
 * would be too large. Undefined when the file is no picture or far too large.
 */
export async function logoFrom(file: File): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const image = file.size > MOST_SOURCE_BYTES ? undefined : await drawn(file);
  if (image === undefined) return undefined;
  const width = image.naturalWidth === 0 ? USUAL_SIDE : image.naturalWidth;
  const height = image.naturalHeight === 0 ? USUAL_SIDE : image.naturalHeight;
  const vectors = file.type === 'image/svg+xml';
  const scale = Math.min(vectors ? Number.POSITIVE_INFINITY : 1, LOGO_PIXELS / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext('2d');
  if (pen === null) return undefined;
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await encoded(canvas, 'image/png', 1);
  const blob = png.size <= MOST_LOGO_BYTES ? png : await encoded(canvas, 'image/jpeg', 0.85);
  return blob.size <= MOST_LOGO_BYTES ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}
