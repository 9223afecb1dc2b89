import type { Locator, Page } from '@playwright/test';
import { expect } from '../e2e/fixture.ts';

/**
 * How long what was done takes a person, by the keystroke-level model (Card, Moran and Newell, 1980): a key 0.28 s for an
 * average typist, and 1.35 s to make up one's mind before each thing that is done. What the model has no operator for:
 * words that are made up while they are typed 19 a minute (Karat and others, 1999), writing by hand 22 a minute (Brown,
 * 1988), reading 238 a minute (Brysbaert, 2019). How long the program takes is measured.
 */
const KEY_S = 0.28;
const MIND_S = 1.35;
const MINUTE_S = 60;
const COMPOSED_A_MINUTE = 19;
const BY_HAND_A_MINUTE = 22;
const READ_A_MINUTE = 238;

const wordsIn = (text: string): number => text.split(/\s+/u).filter((word) => /\p{L}|\p{N}/u.test(word)).length;

export class Keystrokes {
  keys = 0;
  /** Fields gone to, buttons pressed, options ticked: each is made up one's mind about. */
  choices = 0;
  pages = 0;
  wordsRead = 0;
  wordsComposed = 0;
  wordsByHand = 0;
  /** Seconds of waiting for the program, or of what a person does away from it. */
  waited = 0;
  /** Seconds that the program took in all, whether anybody waited for it or not. */
  responded = 0;
  /** Words of each page that was read. */
  readonly readings = new Map<string, number>();

  /** From now on the keys of a page count. A letter with Shift, and each key that is held with another, is one more. */
  count(page: Page): void {
    const { keyboard } = page;
    const [press, type] = [keyboard.press.bind(keyboard), keyboard.type.bind(keyboard)];
    keyboard.press = async (key, options) => {
      this.keys += key.split('+').length;
      await press(key, options);
    };
    keyboard.type = async (text, options) => {
      this.keys += text.length + (text.match(/\p{Lu}/gu)?.length ?? 0);
      await type(text, options);
    };
  }
  choose(): void {
    this.choices += 1;
  }
  read(text: string): void {
    this.wordsRead += wordsIn(text);
  }
  byHand(text: string): void {
    this.wordsByHand += wordsIn(text);
  }
  /** Words that are made up: they take longer than their keys, which do not count beside. */
  composed(text: string): void {
    this.wordsComposed += wordsIn(text);
    this.keys -= text.length + (text.match(/\p{Lu}/gu)?.length ?? 0);
  }
  /** A page or dialog that a person sees for the first time is read whole: nobody knows yet where to look. */
  async look(name: string, shown: Locator): Promise<void> {
    if (this.readings.has(name)) return;
    const text = await shown.first().innerText();
    this.readings.set(name, wordsIn(text));
    this.pages += 1;
    this.read(text);
  }
  /**
   * Waits until something is shown, and counts how long a person waits: while the program works one makes up one's mind
   * about what comes next, so that only what is longer than that holds anybody up.
   */
  async until(shown: Locator, most = 60_000): Promise<void> {
    const began = performance.now();
    await expect(shown.first()).toBeVisible({ timeout: most });
    const took = (performance.now() - began) / 1000;
    this.responded += took;
    this.waited += Math.max(0, took - MIND_S);
  }
  away(seconds: number): void {
    this.waited += seconds;
  }
  /** Seconds, by what they go to. */
  get parts(): Readonly<Record<'keys' | 'choices' | 'reading' | 'composing' | 'writing' | 'waiting', number>> {
    return {
      keys: this.keys * KEY_S,
      choices: this.choices * MIND_S,
      reading: (this.wordsRead * MINUTE_S) / READ_A_MINUTE,
      composing: (this.wordsComposed * MINUTE_S) / COMPOSED_A_MINUTE,
      writing: (this.wordsByHand * MINUTE_S) / BY_HAND_A_MINUTE,
      waiting: this.waited,
    };
  }
  get minutes(): number {
    return Object.values(this.parts).reduce((sum, seconds) => sum + seconds, 0) / MINUTE_S;
  }
}
