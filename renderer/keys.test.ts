import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import { switchLetters } from './app/letter-keys.ts';
import { chordOf, fits, useKeys } from './keys.ts';

const press = (init: KeyboardEventInit, target: HTMLElement = document.body): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { bubbles: true, ...init });
  if (target !== document.body) document.body.append(target);
  target.dispatchEvent(event);
  return event;
};
afterEach(() => {
  switchLetters(true);
  document.body.replaceChildren();
});

describe('keys', () => {
  it('finds letters by their place, so that they work on an Arabic keyboard', () => {
    expect(fits(press({ key: 'ى', code: 'KeyN' }), chordOf('N'))).toBe(true);
    expect(fits(press({ key: 'م', code: 'KeyL', ctrlKey: true }), chordOf('Ctrl L'))).toBe(true);
  });
  it('leaves single letters to a text field, but not the keys with Ctrl', () => {
    const input = document.createElement('input');
    expect(fits(press({ key: 'n', code: 'KeyN' }, input), chordOf('N'))).toBe(false);
    expect(fits(press({ key: '?', code: 'Slash', shiftKey: true }, input), chordOf('?'))).toBe(false);
    expect(fits(press({ key: 'k', code: 'KeyK', ctrlKey: true }, input), chordOf('Ctrl K'))).toBe(true);
  });
  it('saves with Ctrl Enter also on a menu button, which Enter alone opens', () => {
    const did: string[] = [];
    const page = mount(
      defineComponent(() => {
        useKeys({ keys: 'Ctrl Enter', run: () => did.push('saved') });
        return () => h('div');
      }),
    );
    const button = document.createElement('button');
    button.setAttribute('aria-haspopup', 'menu');
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      did.push('opened');
      event.preventDefault();
    });
    press({ key: 'Enter', code: 'Enter', ctrlKey: true }, button);
    expect(did).toEqual(['saved']);
    press({ key: 'Enter', code: 'Enter' }, button);
    expect(did).toEqual(['saved', 'opened']);
    page.unmount();
  });
  it('switches single letters off', () => {
    switchLetters(false);
    expect(fits(press({ key: 'n', code: 'KeyN' }), chordOf('N'))).toBe(false);
    expect(fits(press({ key: 'F6', code: 'F6' }), chordOf('F6'))).toBe(true);
  });
  it('does not take a key with more or fewer of Ctrl, Shift and Alt', () => {
    expect(fits(press({ key: 'F6', code: 'F6', shiftKey: true }), chordOf('F6'))).toBe(false);
    expect(fits(press({ key: 'n', code: 'KeyN', ctrlKey: true }), chordOf('N'))).toBe(false);
    expect(fits(press({ key: 'N', code: 'KeyN', ctrlKey: true, shiftKey: true }), chordOf('Ctrl Shift N'))).toBe(true);
    expect(fits(press({ key: 'k', code: 'KeyK', isComposing: true, ctrlKey: true }), chordOf('Ctrl K'))).toBe(false);
  });
});
