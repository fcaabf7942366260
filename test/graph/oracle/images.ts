import { existsSync } from 'node:fs';
import { dirname, join, matchesGlob, normalize } from 'node:path';
import dockerignore from '@balena/dockerignore';
import type { Engine } from '@drydock/engine';
import { listTargets, planImages, type TargetPlan } from '@drydock/images';
import type { Clone } from '../clone.ts';
import { usesOfStage } from './dockerfile.ts';
import { projectOf } from './folders.ts';
import { addReason, type Reasons } from './reasons.ts';

const FILE = 'docker/bake.hcl';

export interface Images {
  readonly targets: ReadonlyMap<string, TargetPlan>;
  /** Every file that the build of a target takes in, those of the images below included. */
  readonly filesOf: (target: string) => ReadonlySet<string>;
}

/** Asks bake which targets there are and on whom each is built, and each context which files it sends. */
export async function readImages(engine: Engine, clone: Clone): Promise<Images> {
  const root = clone.folder;
  const listed = await listTargets(engine, { root, file: FILE });
  const names = listed.filter(({ isGroup }) => !isGroup).map(({ name }) => name);
  const { targets } = await planImages(engine, {
    root,
    targets: names.filter((name) => !name.startsWith('_')),
  });
  const known = new Map<string, ReadonlySet<string>>();
  const filesOf = (name: string): ReadonlySet<string> => {
    const found = known.get(name);
    if (found) return found;
    const target = targets.get(name);
    known.set(name, new Set()); // of a cycle, which no build gets through
    const files = target ? ownFiles(clone, target, filesOf) : new Set<string>();
    known.set(name, files);
    return files;
  };
  return { targets, filesOf };
}

function ownFiles(clone: Clone, target: TargetPlan, filesOf: Images['filesOf']): Set<string> {
  const { context, dockerfile, contexts, stage } = target;
  if (!existsSync(join(clone.folder, dockerfile))) return new Set([FILE]);
  const { images, copies } = usesOfStage(clone.read(dockerfile), stage);
  const given = images.flatMap((image) => contexts[image]?.match(/^target:(.+)/)?.[1] ?? []);
  const files = new Set([FILE, dockerfile, ...given.flatMap((name) => [...filesOf(name)])]);
  const inside = context === '.' ? '' : `${context}/`;
  const ignoreFile = [`${dockerfile}.dockerignore`, `${inside}.dockerignore`].find((file) =>
    clone.files.includes(file),
  );
  if (ignoreFile) files.add(ignoreFile);
  const isIgnored = dockerignore.default().add(ignoreFile ? clone.read(ignoreFile) : '');
  const sent = clone.files
    .filter((file) => file.startsWith(inside))
    .map((file) => file.slice(inside.length))
    .filter((file) => !isIgnored.ignores(file));
  for (const file of sent) if (copies.some((copy) => takes(copy, file))) files.add(`${inside}${file}`);
  return files;
}

function takes(
  copy: { readonly sources: readonly string[]; readonly exclude: readonly string[] },
  file: string,
) {
  const isExcluded = copy.exclude.some((glob) => matchesGlob(file, glob) || matchesGlob(file, `${glob}/**`));
  return (
    !isExcluded && copy.sources.some((source) => isWithin(normalize(source).replace(/^\/|\/$/g, ''), file))
  );
}

function isWithin(source: string, file: string): boolean {
  return source === '.' || file === source || file.startsWith(`${source}/`) || matchesGlob(file, source);
}

/** The tasks of the images' own projects: each builds or checks a target. */
export function addImages(reasons: Reasons, { targets, filesOf }: Images): void {
  for (const [name, target] of targets) {
    const folder = dirname(target.dockerfile).replace(/\/compare$/, '');
    const project = projectOf(`${folder}/Dockerfile`);
    if (!project) continue; // a mutated bake file may build what is no project's
    const isOwn = folder === dirname(target.dockerfile);
    if (target.kind === 'check') {
      for (const file of [FILE, target.dockerfile])
        addReason(reasons, file, `${project}:validate`, `bake checks ${name}`);
      continue;
    }
    const task = target.stage === 'test' ? 'test' : 'image';
    const isShipped = isOwn && (task === 'test' || name === folder.split('/')[1]);
    if (isShipped)
      for (const file of filesOf(name))
        addReason(reasons, file, `${project}:${task}`, `the build of ${name} takes it in`);
  }
}
