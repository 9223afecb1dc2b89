import { afterEach, describe, expect, it } from 'vitest';
import { allowCapture, mayCapture } from '../../../main/desktop/capture.ts';

const PAGE = 7;
afterEach(() => {
  allowCapture(undefined, []);
});

describe('camera and microphone', () => {
  it('belong to nobody before a page asked, and after it gave them back', () => {
    expect(mayCapture(PAGE, ['video'])).toBe(false);
    allowCapture(PAGE, ['video', 'audio']);
    expect(mayCapture(PAGE, ['video', 'audio'])).toBe(true);
    expect(mayCapture(PAGE + 1, ['video'])).toBe(false);
    allowCapture(undefined, ['video', 'audio']);
    expect(mayCapture(PAGE, ['video'])).toBe(false);
  });

  it('are the camera alone for a page that reads codes, and nothing that has no name', () => {
    allowCapture(PAGE, ['video']);
    expect(mayCapture(PAGE, ['video'])).toBe(true);
    for (const asked of [[], [undefined], ['unknown'], ['audio'], ['video', 'audio']])
      expect(mayCapture(PAGE, asked)).toBe(false);
  });
});
