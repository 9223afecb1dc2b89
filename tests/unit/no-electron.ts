// What `import 'electron'` means in unit tests: a clear failure instead of a download (docs: only the shell needs it).
throw new Error('unit tests must not import electron: keep Electron code in main/desktop and preload');
