import { commaSeparated, type ImagePlan, type TargetPlan } from './plan-images.ts';

/** What the machine adds to the bake file: nothing of it changes what an image is. */
export interface BakeOverrides {
  /** Folders that stand in for named contexts, e.g. `{ 'host-ca': '/…' }`, wherever a target has that context. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Files given to every target as build secrets. A step that does not ask for one never sees it. */
  readonly secrets?: readonly { readonly id: string; readonly path: string }[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Loads the images of these targets into the engine under a tag, whatever the bake file does with them. */
  readonly loadAs?: Readonly<Record<string, string>>;
}

/** The overrides as `--set` arguments, for the targets of the plan that they concern. */
export function bakeOverrideArgs(plan: ImagePlan, overrides: BakeOverrides): string[] {
  const settings = [...plan.targets.values()].flatMap((target) => settingsOf(target, overrides));
  return settings.flatMap((setting) => ['--set', setting]);
}

function settingsOf(
  target: TargetPlan,
  { contexts = {}, secrets = [], buildArgs = {}, loadAs = {} }: BakeOverrides,
): string[] {
  const given = secrets.map(({ id, path }) => commaSeparated({ id, src: path }));
  // Setting secrets replaces those of the bake file, so they are said again.
  const kept = given.length > 0 ? target.secrets : [];
  const tag = loadAs[target.name];
  const load =
    tag === undefined ? [] : [`tags=${tag}`, 'output=type=docker', 'attest=type=provenance,disabled=true'];
  return [
    ...load.map((setting) => `${target.name}.${setting}`),
    ...Object.entries(contexts).flatMap(([name, path]) =>
      name in target.contexts ? [`${target.name}.contexts.${name}=${path}`] : [],
    ),
    ...[...kept, ...given].map((secret) => `${target.name}.secrets=${secret}`),
    ...Object.entries(buildArgs).map(([name, value]) => `${target.name}.args.${name}=${value}`),
  ];
}
