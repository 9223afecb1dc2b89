import { contextBridge, ipcRenderer } from 'electron';
import { CALL_NAMES } from '#core/contracts/call-names.ts';

/**
 * The bridge: one frozen function per declared call, and one way to listen. Nothing of Electron, no channel name and no
 * generic "send" reaches the page.
 */
const bridge: Record<string, unknown> = {};
for (const [feature, verbs] of Object.entries(CALL_NAMES)) {
  bridge[feature] = Object.fromEntries(
    verbs.map((verb) => [verb, (input: unknown) => ipcRenderer.invoke(`hifadhi:${feature}.${verb}`, input)]),
  );
}
bridge['on'] = (listener: (event: unknown) => void) => {
  const forward = (_event: unknown, message: unknown): void => {
    listener(message);
  };
  ipcRenderer.on('hifadhi:event', forward);
  return () => {
    ipcRenderer.off('hifadhi:event', forward);
  };
};

contextBridge.exposeInMainWorld('hifadhi', bridge);
