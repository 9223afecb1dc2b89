import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const css = ['tokens.css', 'themes.css']
  .map((file) => readFileSync(join(import.meta.dirname, '../../../renderer/styles', file), 'utf8'))
  .join('\n');

/** The custom properties of every block whose selector is `selector`; the first one counts, later ones are for media. */
function block(selector: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const [, head = '', body = ''] = match;
    if (head.replaceAll(/\/\*[\s\S]*?\*\//g, '').trim() !== selector) continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g))
      if (!found.has(name)) found.set(name, value.trim());
  }
  return found;
}
const light = block(':root');
const themes = {
  light,
  dark: new Map([...light, ...block("[data-theme='dark']")]),
  contrast: new Map([...light, ...block("[data-theme='contrast']")]),
};

function colour(theme: Map<string, string>, name: string): readonly number[] {
  let value = theme.get(`--${name}`) ?? '';
  for (let i = 0; i < 4 && value.startsWith('var('); i += 1) value = theme.get(value.slice(4, -1)) ?? '';
  if (value === 'transparent') return colour(theme, 'color-surface');
  expect(value, name).toMatch(/^#[0-9a-f]{6}$/);
  return [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16) / 255);
}
/** WCAG 2 relative luminance. */
const luminance = (rgb: readonly number[]): number => {
  const [r = 0, g = 0, b = 0] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a: readonly number[], b: readonly number[]): number => {
  const [dark = 0, bright = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
};

const surfaces = ['surface', 'canvas', 'surface-sunken', 'surface-muted', 'surface-hover', 'surface-selected'];
const onSurfaces = (names: readonly string[], on: readonly string[], least: number): [string, string, number][] =>
  names.flatMap((name) => on.map((ground): [string, string, number] => [name, `color-${ground}`, least]));
const pairs: readonly [string, string, number][] = [
  ...onSurfaces(['color-text', 'color-text-muted', 'color-text-subtle', 'color-text-link'], surfaces, 4.5),
  ...onSurfaces(['color-text-disabled', 'color-accent', 'color-border-control', 'color-focus'], ['surface'], 3),
  ...onSurfaces(
    ['color-danger-fg', 'color-warning-fg', 'color-success-fg', 'color-info-fg'],
    ['surface', 'canvas', 'surface-hover'],
    4.5,
  ),
  ...['danger', 'warning', 'success', 'info'].map((tone): [string, string, number] => [
    `color-${tone}-fg`,
    `color-${tone}-bg`,
    4.5,
  ]),
  ...['danger', 'warning', 'success', 'info'].map((tone): [string, string, number] => [
    'color-text-muted',
    `color-${tone}-bg`,
    4.5,
  ]),
  ['color-text-on-accent', 'color-accent', 4.5],
  ['color-text-on-accent', 'color-accent-hover', 4.5],
  ['color-accent-text', 'color-accent-soft', 4.5],
  ['color-accent-text', 'color-accent-soft-hover', 4.5],
  ['color-on-danger', 'color-danger-solid', 4.5],
  ['color-surface', 'color-text', 4.5],
  ['color-match-fg', 'color-match-bg', 4.5],
  ['color-text', 'color-provisional-bg', 4.5],
  ['color-focus', 'color-focus-halo', 3],
  ['risk-high-fg', 'risk-high-bg', 4.5],
  ['risk-medium-fg', 'risk-medium-bg', 4.5],
  ['risk-low-fg', 'color-surface-selected', 4.5],
  ['risk-none-fg', 'color-surface', 4.5],
];

describe.each(Object.entries(themes))('contrast of the %s theme', (_, theme) => {
  it.each(pairs)('%s on %s', (ink, ground, least) => {
    expect(ratio(colour(theme, ink), colour(theme, ground))).toBeGreaterThanOrEqual(least);
  });
});
