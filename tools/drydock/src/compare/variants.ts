import { dirname, join } from 'node:path';
import { DrydockError, nearestName } from '@drydock/engine';
import type { ImagePlan } from '@drydock/images';

/** One way to build one service: a target of the bake group `compare`. */
export interface Variant {
  readonly service: string;
  /** `ours`, or what the target's name adds to the service's: `single-stage`. */
  readonly name: string;
  readonly target: string;
  readonly tag: string;
  /** Where the service says which line to change, relative to the repository. */
  readonly editFile: string;
}

export const COMPARE_GROUP = 'compare';
export const OURS = 'ours';

/** The ways to build the services that were asked for, or all, in the order of the bake file. */
export function variantsOf(plan: ImagePlan, asked: readonly string[]): Variant[] {
  const all = servicesIn(plan.requested);
  for (const name of asked) if (!all.includes(name)) throw unknown(name, all);
  const services = asked.length > 0 ? all.filter((name) => asked.includes(name)) : all;
  return services.flatMap((service) => plan.requested.flatMap((target) => variantOf(plan, service, target)));
}

/** A target that no other one's name goes on from is a service: `image-gallery` of `image-gallery-multi-stage`. */
function servicesIn(targets: readonly string[]): string[] {
  return targets.filter((name) => !targets.some((other) => name.startsWith(`${other}-`)));
}

function variantOf(plan: ImagePlan, service: string, target: string): Variant[] {
  if (target !== service && !target.startsWith(`${service}-`)) return [];
  const [tag] = plan.targets.get(target)?.tags ?? [];
  const dockerfile = plan.targets.get(service)?.dockerfile;
  if (tag === undefined || dockerfile === undefined)
    throw new DrydockError('bake-file', `target "${target}" of the group "${COMPARE_GROUP}" has no tag`, {
      nextStep: 'give it one, and an output of the type docker, as the others have',
    });
  const name = target === service ? OURS : target.slice(service.length + 1);
  return [{ service, name, target, tag, editFile: join(dirname(dockerfile), 'compare/edit.json') }];
}

function unknown(name: string, known: readonly string[]): DrydockError {
  const nearest = nearestName(name, known);
  const message = `no service to compare is called "${name}"; there are ${known.join(', ')}`;
  return new DrydockError('unknown-name', message, nearest ? { nextStep: `did you mean "${nearest}"?` } : {});
}
