import fs from 'node:fs';
import path from 'node:path';
import type { Interfaces } from '@oclif/core';

/** Our own package.json. */
export function readPackage(root: string): Interfaces.PJSON {
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Interfaces.PJSON;
}

/** A command as `oclif.manifest.json` describes it: enough for help and completion, without loading any. */
export interface ManifestCommand {
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { readonly description?: string; readonly command: string })[];
  readonly hidden?: boolean;
  readonly args: Readonly<Record<string, ManifestArg>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

export interface ManifestArg {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
  readonly hidden?: boolean;
}

export interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly summary?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly hidden?: boolean;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly env?: string;
}

/** Every command by its id. */
export function readManifest(root: string): Readonly<Record<string, ManifestCommand>> {
  const text = fs.readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8');
  return (JSON.parse(text) as { commands: Record<string, ManifestCommand> }).commands;
}
