import { Config, type Interfaces } from '@oclif/core';
import { readPackage } from './package-file.js';

/**
 * oclif's configuration with what its commands and its parser ask for. Left alone it would look for the
 * package, read the manifest, tell the shell and the platform and search for a theme: a third of a plain
 * command's start, for nothing that is used here.
 */
class DeskConfig extends Config {
  constructor(root: string, pjson: Interfaces.PJSON) {
    super({ root, pjson });
    this.root = root;
    this.pjson = pjson;
    this.name = pjson.name;
    this.version = pjson.version;
    this.bin = pjson.oclif.bin ?? pjson.name;
    this.dirname = pjson.oclif.dirname ?? pjson.name;
    this.topicSeparator = ' ';
    this.userAgent = `${pjson.name}/${pjson.version} ${process.platform}-${process.arch} node-${process.version}`;
  }

  /** We have no plugins, and so no hooks. */
  override async runHook<T extends keyof Interfaces.Hooks>(): Promise<
    Interfaces.Hook.Result<Interfaces.Hooks[T]['return']>
  > {
    return { failures: [], successes: [] };
  }
}

export function createConfig(root: string): Config {
  return new DeskConfig(root, readPackage(root));
}
