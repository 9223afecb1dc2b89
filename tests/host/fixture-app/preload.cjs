const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('fixture', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  sender: () => ipcRenderer.invoke('sender'),
  fail: () => ipcRenderer.invoke('fail'),
  pick: () => ipcRenderer.invoke('pick'),
  sum: (a, b) => a + b,
  onEvent: (listener) => {
    const forward = (_event, message) => listener(message);
    ipcRenderer.on('event', forward);
    return () => ipcRenderer.off('event', forward);
  },
});
