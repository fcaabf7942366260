// Java fetches its dependencies in a step of their own, so that a source edit compiles offline, and what is shipped is a Java runtime and the application: no compiler, no Maven, no source.

import { effectiveFiles, readImage } from '@drydock/layers';
import { afterAll, expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';
import { appended, copyOnDemand, EDIT, type Edit } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';
import type { Build } from '../support/small-project.ts';

const engine = await openTestEngine();
const SERVICE = 'apps/image-of-the-day';
/** Fetches and does no more. */
const DEPS = appended(
  'docker/bake.hcl',
  'target "deps" {\n  inherits = ["image-of-the-day"]\n  target   = "deps"\n  output   = ["type=cacheonly"]\n  tags     = []\n}',
);
const SOURCE = appended(`${SERVICE}/src/main/java/drydock/iotd/ImageOfTheDay.java`, `// ${EDIT}`);
const SETTINGS = appended(`${SERVICE}/src/main/resources/application.properties`, `# ${EDIT}`);
const LIST = appended(`${SERVICE}/pom.xml`, `<!-- ${EDIT} -->`);
/** Each is built once, and two statements look at what was run. */
const builds = new Map<Edit, Promise<Build>>();
const copy = copyOnDemand(engine, ['image-of-the-day']);

afterAll(() => copy[Symbol.asyncDispose]());

claim(import.meta.filename, () => {
  statement('the image has Java and the application, and nothing that made it', {
    check: async (ref) => {
      const files = effectiveFiles(await readImage(engine, ref));

      const names = [...files.values()].filter(({ type }) => type === 'file').map(({ path }) => path);
      expect(
        names.filter((path) => path.endsWith('/bin/java')),
        'Java',
      ).toHaveLength(1);
      expect(names.filter((path) => path.endsWith('.jar')).length, 'jars').toBeGreaterThan(0);
      const makers = /\/(javac|mvn)$|\.java$|pom\.xml$|(^|\/)(maven|\.m2)\//;
      expect(
        names.filter((path) => makers.test(path)),
        'compilers, Maven and sources',
      ).toEqual([]);
    },
    holds: { 'image-of-the-day': 'drydock/image-of-the-day:local' },
    control: { 'access-log has no Java': { of: 'drydock/access-log:local', red: /Java/ } },
  });

  statement('it compiles again without a download', {
    check: async (edit: Edit) => {
      const build = await built(edit);

      expect(build.failure).toBeUndefined();
      const ran = commandsThatRan(build);
      expect(ran.length, 'commands that ran').toBeGreaterThan(0);
      expect(
        ran.filter((command) => command.includes('id=drydock-maven')),
        'downloads',
      ).toEqual([]);
    },
    holds: {
      'after an edit of a source file': SOURCE,
      'after an edit of its settings': SETTINGS,
    },
    control: { 'another list of dependencies is fetched': { of: LIST, red: /downloads/ } },
  });

  statement('what compiles has no network', {
    check: async (edit: Edit) => {
      const build = await built(edit);

      expect(build.failure).toBeUndefined();
      const compiling = commandsThatRan(build).filter((command) => !command.startsWith('COPY'));
      expect(compiling.length).toBeGreaterThan(0);
      const online = compiling.filter((command) => !command.includes('--network=none'));
      expect(online, 'commands with a network').toEqual([]);
    },
    holds: { 'after an edit of a source file': SOURCE },
    control: { 'what fetches needs one': { of: LIST, red: /with a network/ } },
  });
});

function built(edit: Edit): Promise<Build> {
  const target = edit === LIST ? 'deps' : 'image-of-the-day';
  const build = builds.get(edit) ?? copy.get().then((copied) => copied.build([target], [DEPS, edit]));
  builds.set(edit, build);
  return build;
}

function commandsThatRan({ steps }: Build): string[] {
  return steps
    .filter(({ state, total }) => state === 'done' && total > 0)
    .map(({ instruction }) => instruction)
    .filter((instruction) => !instruction.startsWith('FROM'));
}
