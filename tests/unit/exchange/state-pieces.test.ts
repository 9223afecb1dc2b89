import { expect, it } from 'vitest';
import { markOfContent, piecesOf } from '../../../main/office/own-state/pieces.ts';

it('names and cuts a content as docs/bundle-format.md says', () => {
  const content = Buffer.from('Hifadhi');
  const mark = markOfContent(content);
  expect(mark).toEqual({ packed: 'pBVs6LrojCM0MWqwIIiV3Ojyi76NEoYn7-NQ-jU3z8s', pieces: 1, bytes: 7 });
  expect(piecesOf(content, mark)).toEqual([[`${mark.packed}/0`, '"88hMS0zJyAQA"']]);
  // Another one than was noted gives none: it would be put together with what came of it elsewhere.
  expect(piecesOf(Buffer.from('Something else'), mark)).toEqual([]);
});
