import { record } from './record.ts';
import { protocol, toApp } from './schemes.ts';
import { browser } from './state.ts';
import { notModelled, strict, StrictEmitter } from './strict.ts';
import type { WebContents } from './web-contents.ts';

export interface HookAnswer {
  readonly cancel?: boolean;
  readonly redirectURL?: string;
  readonly responseHeaders?: Readonly<Record<string, string | readonly string[]>>;
}
export type Hook = (details: object, done: (answer: HookAnswer) => void) => void;
type PermissionRequest = (
  contents: WebContents,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;

/** Electron's names and Chromium's. */
const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['persistent-storage', 'persistent-storage'],
] as const;

const hookOf = (first: unknown, second: unknown): Hook | undefined =>
  (second ?? first ?? undefined) as Hook | undefined;

export class Session extends StrictEmitter {
  beforeRequest: Hook | undefined;
  headersReceived: Hook | undefined;
  permissionCheck: unknown;
  devicePermission: unknown;
  permissionRequest: PermissionRequest | undefined;
  readonly protocol = protocol;
  readonly webRequest = strict(
    {
      // Electron lets a filter come first; the host ignores it, so the app's own hook must look at the address itself.
      onBeforeRequest: (first: unknown, second?: unknown): void => {
        this.beforeRequest = hookOf(first, second);
      },
      onHeadersReceived: (first: unknown, second?: unknown): void => {
        this.headersReceived = hookOf(first, second);
      },
    },
    'session.webRequest',
  );

  setPermissionCheckHandler(handler: unknown): void {
    this.permissionCheck = handler;
  }
  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.permissionRequest = handler ?? undefined;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.devicePermission = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    record('session.setSpellCheckerEnabled', enabled);
  }
  clearStorageData(): Promise<void> {
    record('session.clearStorageData');
    return Promise.resolve();
  }
  clearCache(): Promise<void> {
    record('session.clearCache');
    return Promise.resolve();
  }

  /** Asks the app's handler about every permission once and tells Chromium; in Electron each request asks anew. */
  async applyPermissions(contents: WebContents, origin: string): Promise<void> {
    for (const [ours, chromiums] of PERMISSIONS) {
      const details = { requestingUrl: toApp(origin), isMainFrame: true, mediaTypes: [] };
      const granted = await new Promise<boolean>((resolve) => {
        if (this.permissionRequest) this.permissionRequest(contents, ours, resolve, details);
        else resolve(true);
      });
      const setting = granted ? 'granted' : 'denied';
      await browser().send('Browser.setPermission', { permission: { name: chromiums }, setting, origin });
    }
  }
}

export const defaultSession = strict(new Session(['will-download', 'preconnect']), 'session');
export const session = strict(
  { defaultSession, fromPartition: (): never => notModelled('session.fromPartition') },
  'session',
);
