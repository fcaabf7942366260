// Reads which image is built from which: from the Dockerfiles, and from the contexts that docker/bake.hcl gives them.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const BAKE_FILE = 'docker/bake.hcl';

/** The targets of the bake file that have a folder: where their Dockerfile stands, and what they are given. */
export function bakeTargets(workspaceRoot) {
  const text = readFileSync(join(workspaceRoot, BAKE_FILE), 'utf8');
  const blocks = [...text.matchAll(/^target "([^"]+)" \{\n([\s\S]*?)^\}/gm)];
  const targets = new Map(blocks.map(([, name, body]) => [name, readTarget(body)]));
  const folderOf = (name) => {
    const target = targets.get(name);
    return target?.folder ?? target?.inherits.map(folderOf).findLast(Boolean);
  };
  return new Map([...targets].map(([name, target]) => [name, { ...target, folder: folderOf(name) }]));
}

function readTarget(body) {
  const value = (key) => body.match(new RegExp(`^  ${key} += "([^"$]+)"`, 'm'))?.[1];
  const [context, dockerfile] = [value('context'), value('dockerfile')];
  return {
    context,
    // Of a context that is the whole workspace, the project is where the Dockerfile stands.
    folder: dockerfile ? dirname(dockerfile) : context,
    inherits: (body.match(/^ {2}inherits += \[([^\]]*)\]/m)?.[1] ?? '').match(/[\w-]+/g) ?? [],
    contexts: contextsIn(body),
  };
}

/** `"drydock/maven" = "target:maven"`, wherever it is written. */
function contextsIn(text) {
  return [...text.matchAll(/"(drydock\/[\w-]+)" *= *"target:([\w-]+)"/g)].map(([, image, target]) => ({
    image,
    target,
  }));
}

/** The folder of the image that Dockerfiles know by a name such as `drydock/trust-store`. */
export function folderOfImage(targets, image) {
  const given = [...targets.values()].flatMap(({ contexts }) => contexts).find((one) => one.image === image);
  return targets.get(given?.target ?? image.replace('drydock/', ''))?.folder;
}

/** The images of this repository that a Dockerfile stands on, copies from or mounts. */
export function imagesIn(dockerfile) {
  return [
    ...new Set(
      [...dockerfile.matchAll(/^FROM +(?:--\S+ +)*(drydock\/[\w-]+)|\bfrom=(drydock\/[\w-]+)/gim)].map(
        (found) => found[1] ?? found[2],
      ),
    ),
  ];
}
