/**
 * Ink measures with a WebAssembly module, which the sources load as they are imported. The bundle cannot wait there:
 * its build puts the moment at which the module has loaded in the place of this one (`.config/ink-chunk.mjs`).
 */
export const inkReady: Promise<void> = Promise.resolve();
