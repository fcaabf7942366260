import { DrydockError } from '@drydock/engine';

/**
 * The names of targets as given. What cannot be the name of one is refused here: buildx would take it for an option of
 * its own, or for the address of another project.
 */
export function targetNames(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !/^\w[\w.-]*$/.test(name));
  if (wrong === undefined) return names;
  throw new DrydockError('unknown-name', `"${wrong}" is not the name of a target`, {
    nextStep: 'name targets or groups as docker/bake.hcl does, such as image-gallery',
  });
}
