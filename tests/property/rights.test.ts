import { test } from 'vitest';
import { RIGHTS_PROPERTIES } from './rights-model.ts';

test.each(RIGHTS_PROPERTIES)('$says', ({ check }) => {
  check();
});
