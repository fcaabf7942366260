export { assertDiskSpace } from './disk.ts';
export { examine } from './doctor/examine.ts';
export type { Finding } from './doctor/finding.ts';
export {
  type EmbeddedStatus,
  embeddedStatus,
  openEmbedded,
  stopEmbedded,
} from './embedded/embedded-engine.ts';
export type { Engine, Environment, OnProgress } from './engine.ts';
export { type ApiAnswer, requestEngine } from './engine-api.ts';
export { DrydockError, type ErrorCode, summaryOf } from './errors.ts';
export { type Home, locateHome, openHome } from './home.ts';
export { hostCertificates, writeCertificateContext } from './host-certificates.ts';
export { hostMirrors, writeMirrorSecrets } from './host-mirrors.ts';
export { withLock } from './lock.ts';
export { mirrorHosts } from './mirror-hosts.ts';
export { listedNames, nearestName } from './nearest-name.ts';
export { findEngine, openEngine } from './open-engine.ts';
export { type OwnFolder, ownFolder, sweepOwnFolders } from './own-folder.ts';
export { currentOwner, formatOwner, isGone, type Owner, parseOwner } from './owner.ts';
export { refusalReason } from './refusal-reason.ts';
export { ensureRootImage, ROOT_IMAGE } from './root-image.ts';
export { type RunOptions, type RunResult, runCommand, waitForExit } from './run-command.ts';
export { runDocker, spawnDocker } from './run-docker.ts';
export { shellQuoted, shellWord } from './shell-word.ts';
export { proxySettings } from './tool-environment.ts';
export { visibleJson, visibleName, visibleText } from './visible-text.ts';
