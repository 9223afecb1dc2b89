import { app } from './app.ts';
import { FIRST_PAGE, headed } from './browser.ts';
import { Frame } from './frame.ts';
import { BINDING, codec, isolatedWorldScript, mainWorldScript, WORLD } from './inject.ts';
import { colourScheme } from './native-theme.ts';
import { record } from './record.ts';
import { toApp } from './schemes.ts';
import { browser, life, pages } from './state.ts';
import { cancellable } from './strict.ts';
import type { FromPage, WebContents } from './web-contents.ts';

async function targetFor(page: WebContents): Promise<string> {
  const cdp = browser();
  if (!life.adopted) {
    life.adopted = true;
    const { targetInfos } = await cdp.send('Target.getTargets');
    // Chromium may have pages of its own that nobody sees.
    const first = targetInfos.find(({ type, url }) => type === 'page' && url === FIRST_PAGE);
    if (first) return first.targetId;
  }
  const { width, height } = page.window.getBounds();
  const hidden = headed && !page.window.visible;
  const made = await cdp.send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    width,
    height,
    // A window that is not to be seen must not flash up on somebody's screen.
    ...(hidden ? { windowState: 'minimized' } : {}),
  });
  return made.targetId;
}

function followFrames(page: WebContents): void {
  const { sessionId, targetId } = page;
  const cdp = browser();
  cdp.on(
    'Page.frameAttached',
    ({ frameId, parentFrameId }) => {
      page.frames.set(frameId, new Frame(frameId, page.frames.get(parentFrameId) ?? page.mainFrame));
    },
    sessionId,
  );
  cdp.on('Page.frameDetached', ({ frameId }) => void page.frames.delete(frameId), sessionId);
  cdp.on(
    'Page.frameNavigated',
    ({ frame: { id, url, urlFragment, name } }) => {
      const frame = page.frames.get(id) ?? new Frame(id, page.mainFrame);
      page.frames.set(id, frame);
      frame.rawUrl = url + (urlFragment ?? '');
      frame.name = name ?? '';
      if (id === targetId) page.emit('did-navigate', {}, frame.url, 200, '');
    },
    sessionId,
  );
  cdp.on(
    'Page.navigatedWithinDocument',
    ({ frameId, url }) => {
      const frame = page.frames.get(frameId);
      if (!frame) return;
      frame.rawUrl = url;
      page.emit('did-navigate-in-page', {}, toApp(url), frame === page.mainFrame, 0, 0);
    },
    sessionId,
  );
}

function followScripts(page: WebContents): void {
  const { sessionId, targetId } = page;
  const cdp = browser();
  cdp.on(
    'Runtime.executionContextCreated',
    ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { readonly frameId?: string };
      if (context.name !== WORLD || frameId !== targetId) return;
      page.worldId = context.uniqueId;
      page.worldIsReady();
    },
    sessionId,
  );
  cdp.on(
    'Runtime.executionContextDestroyed',
    ({ executionContextUniqueId }) => {
      if (executionContextUniqueId === page.worldId) page.worldId = '';
    },
    sessionId,
  );
  cdp.on(
    'Runtime.bindingCalled',
    ({ name, payload }) => {
      if (name !== BINDING) return;
      page.receive(codec.decode(payload) as FromPage).catch((error: unknown) => {
        // A use of something not modelled must not pass unseen.
        console.error('host:', error);
        record('host error', String(error));
      });
    },
    sessionId,
  );
  const say = (level: string, message: string): void => {
    page.emit('console-message', cancellable({ level, message, frame: page.mainFrame }));
  };
  cdp.on(
    'Runtime.consoleAPICalled',
    ({ type, args }) => {
      say(type, args.map((a) => String(a.value ?? a.description)).join(' '));
    },
    sessionId,
  );
  cdp.on(
    'Runtime.exceptionThrown',
    ({ exceptionDetails: { exception, text } }) => {
      say('error', exception?.description ?? text);
    },
    sessionId,
  );
}

function followLoading(page: WebContents): void {
  const { sessionId } = page;
  const cdp = browser();
  cdp.on('Page.domContentEventFired', () => page.emit('dom-ready', {}), sessionId);
  cdp.on(
    'Page.loadEventFired',
    () => {
      page.loading = false;
      page.emit('did-finish-load', {});
      page.emit('did-stop-loading', {});
      page.window.firstPaint();
    },
    sessionId,
  );
  cdp.on(
    'Page.javascriptDialogOpening',
    ({ type, message }) => {
      record('javascriptDialog', type, message);
      void page.command('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => undefined);
    },
    sessionId,
  );
  cdp.on(
    'Inspector.targetCrashed',
    () => {
      page.gone();
    },
    sessionId,
  );
}

/** Gives a window its Chromium page: attached, watched, with bridge and preload in place before anything loads. */
export async function attach(page: WebContents): Promise<void> {
  await app.whenReady();
  if (page.destroyed) return;
  const cdp = browser();
  page.targetId = await targetFor(page);
  pages.set(page.targetId, page);
  const { targetId } = page;
  page.sessionId = (await cdp.send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  page.mainFrame = new Frame(targetId, null);
  page.frames.set(targetId, page.mainFrame);
  followFrames(page);
  followScripts(page);
  followLoading(page);
  await Promise.all([
    page.command('Page.enable'),
    page.command('Runtime.enable'),
    page.command('Inspector.enable'),
    page.command('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
  ]);
  await page.command('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript });
  const source = isolatedWorldScript(page.preferences.preload);
  await page.command('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source });
  if (page.preferences.javascript === false) {
    await page.command('Emulation.setScriptExecutionDisabled', { value: true });
  }
  await page.command('Emulation.setEmulatedMedia', { features: [colourScheme()] });
  await page.window.place();
}
