import { unpackedText } from './packed.ts';

/** Cases that somebody works in at a time, with the streams of each; some hundred kilobytes at most as a rule. */
const MOST = 24;

/**
 * Texts that were packed or unpacked a moment ago: opening a case reads its answers twice, and a save once more. One is
 * answered only where the very bytes are asked for that it was packed into, so that nothing here is ever out of date.
 */
export class RecentTexts {
  readonly #texts = new Map<number, { readonly kept: Buffer; readonly text: string }>();

  /** What was packed into these bytes of a stream. SAFE_DAMAGED as `unpackedText` says. */
  of(sid: number, kept: string | Buffer): string {
    if (typeof kept === 'string') return kept;
    const known = this.#texts.get(sid);
    if (known?.kept.equals(kept)) return known.text;
    const text = unpackedText(kept);
    this.note(sid, kept, text);
    return text;
  }
  note(sid: number, kept: string | Buffer, text: string): void {
    this.#texts.delete(sid);
    if (typeof kept === 'string') return;
    this.#texts.set(sid, { kept, text });
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size > MOST) this.#texts.delete(oldest);
  }
  forget(sid: number): void {
    this.#texts.delete(sid);
  }
}
