import { describe, expect, it } from 'vitest';
import { pseudo } from './pseudo.ts';

describe('pseudo language', () => {
  it('lengthens the words and leaves what stands in braces', () => {
    const text = pseudo('Found {count, plural, one {# case} other {# cases}} here');
    expect(text).toContain('{count, plural, one {# case} other {# cases}}');
    expect(text.length).toBeGreaterThan('Found {count, plural, one {# case} other {# cases}} here'.length + 3);
    expect(text).not.toContain('Found');
  });
});
