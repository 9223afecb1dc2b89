import { pages } from './state.ts';
import { strict, StrictEmitter } from './strict.ts';

type Source = 'system' | 'light' | 'dark';

class NativeTheme extends StrictEmitter {
  source: Source = 'system';
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly prefersReducedTransparency = false;

  get themeSource(): Source {
    return this.source;
  }
  set themeSource(value: Source) {
    this.source = value;
    const features = [colourScheme()];
    for (const page of pages.values()) {
      void page.command('Emulation.setEmulatedMedia', { features }).catch(() => undefined);
    }
    this.emit('updated', {});
  }
  /** The host's system is a light one. */
  get shouldUseDarkColors(): boolean {
    return this.source === 'dark';
  }
}

const theme = new NativeTheme(['updated']);
export const nativeTheme = strict(theme, 'nativeTheme');

/** The media feature that shows the theme to pages. */
export function colourScheme(): { readonly name: string; readonly value: string } {
  return { name: 'prefers-color-scheme', value: theme.shouldUseDarkColors ? 'dark' : 'light' };
}
