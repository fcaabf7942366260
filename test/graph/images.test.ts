// Proves that the project graph has the edges between images that bake builds by, and no other.

import { listTargets, planImages, type TargetPlan } from '@drydock/images';
import { expect, test } from 'vitest';
import { openTestEngine, ROOT } from '../support/services.ts';
import { readGraph } from './nx.ts';

const FILE = 'docker/bake.hcl';

/** `image-maven` for `docker/maven/Dockerfile`; another way to build a service belongs to the service. */
function projectOf({ dockerfile }: TargetPlan): string {
  const [top, folder] = dockerfile.split('/');
  return top === 'docker' ? `image-${folder}` : `${folder}`;
}

test('images depend on each other in the graph as they do in the bake file', async () => {
  const engine = await openTestEngine();
  const listed = await listTargets(engine, { root: ROOT, file: FILE });
  const names = listed
    .filter(({ name, isGroup }) => !isGroup && !name.startsWith('_'))
    .map(({ name }) => name);
  const { targets } = await planImages(engine, { root: ROOT, targets: names });
  const needed = [...targets.values()].flatMap((target) =>
    target.needs.map((need) => [projectOf(target), projectOf(targets.get(need) ?? target)]),
  );
  const printed = needed.filter(([from, to]) => from !== to).map((edge) => edge.join(' → '));

  const graph = await readGraph(ROOT);

  const images = [...graph.projects.values()].filter(({ tags }) => /scope:(app|image)/.test(tags.join()));
  const isImage = new Set(images.map(({ name }) => name));
  const edges = images.flatMap(({ name }) =>
    (graph.dependencies.get(name) ?? []).filter((to) => isImage.has(to)).map((to) => `${name} → ${to}`),
  );
  expect(printed.length).toBeGreaterThan(20);
  expect(edges.sort()).toEqual([...new Set(printed)].sort());
});
