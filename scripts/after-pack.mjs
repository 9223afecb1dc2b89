import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { join } from 'node:path';

/** Every fuse, with its reason; `strictlyRequireAllFuses` fails the build when a new Electron brings one we do not know. */
const FUSES = {
  [FuseV1Options.RunAsNode]: false, // the app's signature must not vouch for any script
  [FuseV1Options.EnableCookieEncryption]: true, // we keep no cookies; should one appear, it is not plain
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false, // NODE_OPTIONS could load foreign code
  [FuseV1Options.EnableNodeCliInspectArguments]: false, // no debugger on an unlocked office
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true, // a changed archive does not start
  [FuseV1Options.OnlyLoadAppFromAsar]: true, // nor does a folder laid beside it
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // we ship no snapshot of our own
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false, // pages come from app:// only
  [FuseV1Options.WasmTrapHandlers]: true, // faster bounds checks for Argon2id; Electron's default
};

/** Called by electron-builder for each platform, before signing. */
export default async function afterPack(context) {
  const { appOutDir, electronPlatformName, packager } = context;
  const name = packager.appInfo.productFilename;
  const files = { darwin: `${name}.app`, win32: `${name}.exe` };
  await flipFuses(join(appOutDir, files[electronPlatformName] ?? packager.executableName), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...FUSES,
  });
}
