import { life } from './state.ts';
import { notModelled, strict } from './strict.ts';

export type Handler = (request: Request) => Response | Promise<Response>;
export interface Scheme {
  readonly scheme: string;
  readonly privileges?: Electron.Privileges;
}

const privileges = new Map<string, Electron.Privileges>();
const handlers = new Map<string, Handler>();

/** Plain Chromium has no custom standard schemes: app://hifadhi/x is shown to it as https://hifadhi.app.localhost/x. */
export function toChromium(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  return privileges.get(scheme)?.standard === true ? `https://${host}.${scheme}.localhost${rest || '/'}` : url;
}

/** The other way round: what the app is told. */
export function toApp(url: string): string {
  const [, host = '', scheme = '', rest = ''] = /^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.localhost(.*)$/s.exec(url) ?? [];
  return privileges.has(scheme) ? `${scheme}://${host}${rest}` : url;
}

export const handlerOf = (scheme: string): Handler | undefined => handlers.get(scheme);
export const isCustom = (scheme: string): boolean => privileges.has(scheme);
export const customSchemes = (): string[] => [...privileges.keys()];

export const protocol = strict(
  {
    registerSchemesAsPrivileged(list: readonly Scheme[]): void {
      if (life.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      for (const s of list) privileges.set(s.scheme, s.privileges ?? {});
    },
    handle(scheme: string, handler: Handler): void {
      if (privileges.get(scheme)?.standard !== true)
        notModelled(`protocol.handle('${scheme}'), not a standard scheme,`);
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      handlers.set(scheme, handler);
    },
    unhandle(scheme: string): void {
      handlers.delete(scheme);
    },
    isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
  },
  'protocol',
);
