import { expect, it } from 'vitest';
import { ERRORS } from '#core/errors.ts';

it('no code that people read out on the phone stands for two failures', () => {
  const codes = Object.values(ERRORS).map(({ area }) => area);
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
});
