import { app, session } from 'electron';
import { mayCapture } from './capture.ts';
import { devServer, ORIGIN } from './paths.ts';

const isOurs = (url: string): boolean => {
  if (url.startsWith(`${ORIGIN}/`)) return true;
  return devServer !== undefined && URL.canParse(url) && new URL(url).origin === new URL(devServer).origin;
};

/** Whether a page at `url` may call us. */
export const isOurPage = isOurs;

/** Every page of ours: no new windows, no navigation away, no webview (security.md, Electron rules 11–15). */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
  });
}

/**
 * No device and no network for any page, and no permission but camera and microphone for the main frame while a photo or
 * sound is being taken or a code read (security.md, Electron rules 1 and 5).
 */
export function guardSession(): void {
  const s = session.defaultSession;
  s.setPermissionRequestHandler((contents, permission, answer, details) => {
    const asked = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    answer(permission === 'media' && details.isMainFrame && mayCapture(contents.id, asked));
  });
  s.setPermissionCheckHandler(
    (contents, permission, _origin, details) =>
      permission === 'media' &&
      details.isMainFrame &&
      contents !== null &&
      mayCapture(contents.id, [details.mediaType]),
  );
  s.setDevicePermissionHandler(() => false);
  s.webRequest.onBeforeRequest((details, done) => {
    const inner = /^(blob|devtools):/.test(details.url);
    const dev =
      devServer !== undefined && URL.canParse(details.url) && new URL(details.url).host === new URL(devServer).host;
    done({ cancel: !inner && !dev && !details.url.startsWith(`${ORIGIN}/`) });
  });
}
