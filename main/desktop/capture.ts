/** Camera and microphone, by the names that the browser gives them. */
export type CaptureDevice = 'video' | 'audio';

let capturing: number | undefined;
let captures: ReadonlySet<string> = new Set();

/**
 * Lets the page with this id, and no other, use the camera (`video`) and the microphone (`audio`), as far as they are
 * named, while it takes a photo or a recording or reads a code; undefined: nobody any more.
 */
export function allowCapture(page: number | undefined, what: readonly CaptureDevice[]): void {
  capturing = page;
  captures = new Set(page === undefined ? [] : what);
}

/**
 * Whether the page with this id may use all of `asked` at this moment. Not when nothing is named, or something that is
 * neither: then nobody knows what would be opened.
 */
export const mayCapture = (page: number, asked: readonly (string | undefined)[]): boolean =>
  page === capturing && asked.length > 0 && asked.every((one) => one !== undefined && captures.has(one));
