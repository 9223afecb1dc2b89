import type { Cdp, Protocol } from './cdp.ts';
import { record } from './record.ts';
import { customSchemes, handlerOf, isCustom, toApp } from './schemes.ts';
import { defaultSession, type Hook, type HookAnswer } from './session.ts';
import { life, pages } from './state.ts';
import { cancellable, notModelled } from './strict.ts';
import type { WebContents } from './web-contents.ts';

type Paused = Protocol.Events['Fetch.requestPaused'];
type Header = Protocol.Fetch.HeaderEntry;

const KINDS: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
};

const ask = (hook: Hook | undefined, details: object): Promise<HookAnswer> =>
  new Promise((resolve) => {
    if (hook) hook(details, (answer) => resolve(answer ?? {}));
    else resolve({});
  });

const pageOf = (frameId: string): WebContents | undefined =>
  [...pages.values()].find((page) => page.frames.has(frameId));

/** Whether the app allows the page to go where a document request wants to go. */
function mayNavigate(page: WebContents, frameId: string, requested: string): boolean {
  const isMainFrame = frameId === page.targetId;
  if (isMainFrame && page.pendingNavigation === requested) {
    page.pendingNavigation = '';
    return true;
  }
  const url = toApp(requested);
  const frame = page.frames.get(frameId) ?? null;
  const event = cancellable({ url, isMainFrame, isSameDocument: false, frame, initiator: null });
  page.emit('will-frame-navigate', event);
  if (isMainFrame && !event.defaultPrevented) page.emit('will-navigate', event, url, false, true, 0, 0);
  if (event.defaultPrevented) record('navigation prevented', url);
  return !event.defaultPrevented;
}

const headerList = (headers: Headers): Header[] => [...headers].map(([name, value]) => ({ name, value }));

/** The response headers after the app's onHeadersReceived; undefined when it cancels. */
async function filteredHeaders(list: Header[], details: object, status: number): Promise<Header[] | undefined> {
  const map: Record<string, string[]> = {};
  for (const { name, value } of list) (map[name] ??= []).push(value);
  const statusLine = `HTTP/1.1 ${String(status)}`;
  const answer = await ask(defaultSession.headersReceived, {
    ...details,
    responseHeaders: map,
    statusCode: status,
    statusLine,
  });
  if (answer.cancel === true) return undefined;
  if (!answer.responseHeaders) return list;
  return Object.entries(answer.responseHeaders).flatMap(([name, value]) =>
    [value].flat().map((v) => ({ name, value: v })),
  );
}

/** The host shows another origin to Chromium, so a policy that names the scheme would silently mean something else. */
function requireSelfOnly(list: readonly Header[]): void {
  const named = new RegExp(`\\b(${customSchemes().join('|')}):`);
  const bad = list.some((h) => h.name.toLowerCase().startsWith('content-security-policy') && named.test(h.value));
  if (bad) notModelled("a content security policy naming a custom scheme (use 'self')");
}

async function paused(cdp: Cdp, request: Paused): Promise<void> {
  const { requestId } = request;
  const fail = async (errorReason: Protocol.Network.ErrorReason): Promise<void> => {
    await cdp.send('Fetch.failRequest', { requestId, errorReason });
  };
  const url = toApp(request.request.url);
  const page = pageOf(request.frameId);
  if (request.resourceType === 'Document') {
    if (!page) {
      record('popup request blocked', url);
      return fail('Aborted');
    }
    if (!mayNavigate(page, request.frameId, request.request.url)) return fail('Aborted');
  }
  const isMain = page !== undefined && request.frameId === page.targetId;
  const documentKind = isMain ? 'mainFrame' : 'subFrame';
  const details = {
    id: 0,
    url,
    method: request.request.method,
    resourceType: request.resourceType === 'Document' ? documentKind : (KINDS[request.resourceType] ?? 'other'),
    webContentsId: page?.id,
    webContents: page?.self,
    frame: page?.frames.get(request.frameId),
    referrer: request.request.headers['Referer'] ?? '',
    timestamp: Date.now(),
  };
  const before = await ask(defaultSession.beforeRequest, details);
  if (before.redirectURL !== undefined) notModelled('webRequest redirectURL');
  if (before.cancel === true) {
    record('request cancelled', url);
    return fail('BlockedByClient');
  }
  const scheme = url.slice(0, url.indexOf(':'));
  const handler = handlerOf(scheme);
  if (!handler) {
    if (isCustom(scheme)) return fail('Failed');
    await cdp.send('Fetch.continueRequest', { requestId });
    return;
  }
  const { method, headers, postData } = request.request;
  const response = await handler(
    new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
  );
  const list = await filteredHeaders(headerList(response.headers), details, response.status);
  if (!list) return fail('BlockedByClient');
  requireSelfOnly(list);
  await cdp.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: list,
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}

function closeForeignPage(cdp: Cdp, target: Protocol.Target.TargetInfo): void {
  if (target.type !== 'page') return;
  // A window of ours is registered only after Chromium has announced it.
  setTimeout(() => {
    void life.creating.then(async () => {
      if (!life.adopted || pages.has(target.targetId)) return;
      record('popup closed', toApp(target.url));
      await cdp.send('Target.closeTarget', { targetId: target.targetId }).catch(() => undefined);
    });
  }, 50);
}

function retitle(page: WebContents, title: string): void {
  if (title === '' || title === page.title || title.includes('.localhost')) return;
  const event = cancellable({});
  page.emit('page-title-updated', event, title, true);
  page.window.emit('page-title-updated', event, title, true);
  if (!event.defaultPrevented) page.title = title;
}

/** Takes over the browser: every request of every page, worker and popup passes through here. */
export async function takeOver(cdp: Cdp): Promise<void> {
  cdp.onClose = () => {
    if (life.quitting) return;
    console.error('host: browser went away');
    process.exit(1);
  };
  cdp.on('Target.targetCrashed', ({ targetId }) => pages.get(targetId)?.gone());
  cdp.on('Target.targetCreated', ({ targetInfo }) => {
    closeForeignPage(cdp, targetInfo);
  });
  cdp.on('Target.targetDestroyed', ({ targetId }) => {
    const page = pages.get(targetId);
    if (page && !page.destroyed) page.window.destroy();
  });
  cdp.on('Target.targetInfoChanged', ({ targetInfo }) => {
    const page = pages.get(targetInfo.targetId);
    if (page) retitle(page, targetInfo.title);
  });
  await cdp.send('Target.setDiscoverTargets', { discover: true });
  cdp.on('Fetch.requestPaused', (request) => {
    paused(cdp, request).catch(async (error: unknown) => {
      console.error('host: request failed', request.request.url, error);
      const { requestId } = request;
      await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined);
    });
  });
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}
