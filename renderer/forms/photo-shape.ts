/** How a picture is cut and turned: quarter turns, how near, and the middle of what is kept, from 0 to 1. */
export interface Shape {
  readonly turns: number;
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}
export const WHOLE: Shape = { turns: 0, zoom: 1, x: 0.5, y: 0.5 };

/** The longer side of what is kept, and of the small picture, in pixels. */
const KEPT = 1600;
const SMALL = 240;
const MOST_ZOOM = 8;
const STEP = 0.1;

const clamp = (value: number, zoom: number): number => Math.min(1 - 0.5 / zoom, Math.max(0.5 / zoom, value));
const within = (shape: Shape): Shape => {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, shape.zoom));
  return { turns: shape.turns % 4, zoom, x: clamp(shape.x, zoom), y: clamp(shape.y, zoom) };
};
export const moved = (shape: Shape, right: number, down: number): Shape =>
  within({ ...shape, x: shape.x + right / shape.zoom, y: shape.y + down / shape.zoom });
export const zoomed = (shape: Shape, by: number): Shape => within({ ...shape, zoom: shape.zoom * by });
/** A quarter turn to the right; the middle stays the middle. */
export const turned = (shape: Shape): Shape => within({ ...shape, turns: shape.turns + 1, x: 1 - shape.y, y: shape.x });

export const NEARER = 1.25;
/** The shape after a key, or undefined when the key means nothing here. Arrows move, + and - zoom, R turns, 0 resets. */
export function shapeAfter(key: string, shape: Shape): Shape | undefined {
  switch (key) {
    case 'ArrowLeft':
      return moved(shape, -STEP, 0);
    case 'ArrowRight':
      return moved(shape, STEP, 0);
    case 'ArrowUp':
      return moved(shape, 0, -STEP);
    case 'ArrowDown':
      return moved(shape, 0, STEP);
    case '+':
    case '=':
      return zoomed(shape, NEARER);
    case '-':
      return zoomed(shape, 1 / NEARER);
    case 'r':
    case 'R':
      return turned(shape);
    case '0':
      return WHOLE;
    default:
      return undefined;
  }
}

/** Draws what is kept into a canvas whose longer side gets at most `most` pixels, and never more than the picture has. */
export function drawShape(canvas: HTMLCanvasElement, picture: ImageBitmap, shape: Shape, most: number): void {
  const lying = shape.turns % 2 === 1;
  const width = (lying ? picture.height : picture.width) / shape.zoom;
  const height = (lying ? picture.width : picture.height) / shape.zoom;
  const scale = Math.min(1, most / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.imageSmoothingQuality = 'high';
  // What was see-through becomes paper.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.scale(scale, scale);
  pen.translate((0.5 - shape.x) * width * shape.zoom, (0.5 - shape.y) * height * shape.zoom);
  pen.rotate((shape.turns * Math.PI) / 2);
  pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
}

export const encoded = (canvas: HTMLCanvasElement, type: 'image/jpeg' | 'image/png', quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob) resolve(blob);
        else reject(new Error('the picture could not be drawn'));
      },
      type,
      quality,
    );
  });

/** The picture made anew from its pixels alone, so that place, time and device are gone, and a small one of it. */
export async function takenShape(
  picture: ImageBitmap,
  shape: Shape,
): Promise<{ readonly file: Blob; readonly thumbnail: Blob }> {
  const canvas = document.createElement('canvas');
  drawShape(canvas, picture, shape, KEPT);
  const file = await encoded(canvas, 'image/jpeg', 0.86);
  drawShape(canvas, picture, shape, SMALL);
  return { file, thumbnail: await encoded(canvas, 'image/jpeg', 0.75) };
}

/** Turned as the camera says, since that note is thrown away with the others. Undefined when the bytes are no picture. */
export async function pictureFrom(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return undefined;
  }
}
