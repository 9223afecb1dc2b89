import { toApp } from './schemes.ts';

/** Electron's WebFrameMain, as far as an address check needs it. */
export class Frame {
  readonly parent: Frame | null;
  readonly frameToken: string;
  rawUrl = 'about:blank';
  name = '';

  constructor(id: string, parent: Frame | null) {
    this.frameToken = id;
    this.parent = parent;
  }

  get url(): string {
    return toApp(this.rawUrl);
  }
  get top(): Frame {
    return this.parent?.top ?? this;
  }
  get origin(): string {
    const url = new URL(this.url);
    return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
  }
}
