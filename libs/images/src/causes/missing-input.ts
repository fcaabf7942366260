import type { FailureCause } from '../build-failure.ts';
import { field, type Scene } from './scene.ts';

/** A step that mounts a secret or an ssh agent which the build was not given. */
export function missingInputCause(scene: Scene): FailureCause | undefined {
  const { failure, plan, builder, secrets } = scene;
  const mounts = mountsOf(scene);
  const text = [failure.message, ...failure.output].join('\n');
  const secret = mounts.find((mount) => {
    const id = secretId(mount);
    return id !== undefined && !secrets.includes(id) && isMissed(scene, mount, { id, text });
  });
  if (secret !== undefined) return secretCause(scene, secretId(secret) ?? '');
  const agent = mounts.find((mount) => field(mount, 'type') === 'ssh');
  const isAgent = /unset ssh forward key|Permission denied \(publickey|authentication agent/.test(text);
  if (agent === undefined || !isAgent) return undefined;
  const id = field(agent, 'id') ?? 'default';
  if (builder.ssh?.includes(id)) return undefined;
  return {
    text: `the step uses the ssh agent "${id}", and the build was given none`,
    nextStep: `add ssh = ["${id}"] to the target "${builder.name}" in ${plan.file}, and start an agent: eval "$(ssh-agent)" && ssh-add`,
  };
}

function secretCause({ plan, builder }: Scene, id: string): FailureCause {
  const declared = builder.secrets.find((secret) => field(secret, 'id') === id);
  const variable = declared === undefined ? undefined : field(declared, 'env');
  if (variable !== undefined)
    return {
      text: `the secret "${id}" has its value from the variable ${variable}, which is not set`,
      nextStep: `set ${variable}, and build again`,
    };
  return {
    text: `the step uses the secret "${id}", and the build was given none of that name`,
    nextStep: `give it: add secret = ["id=${id},src=<its file>"], or env=<its variable>, to the target "${builder.name}" in ${plan.file}`,
  };
}

/** What follows each `--mount=` of the step. */
function mountsOf({ failure, instruction }: Scene): string[] {
  const text = instruction?.text ?? failure.instruction ?? '';
  return [...text.matchAll(/--mount=(\S+)/g)].map(([, mount]) => mount ?? '');
}

function secretId(mount: string): string | undefined {
  if (field(mount, 'type') !== 'secret') return undefined;
  return field(mount, 'id') ?? pathOf(mount)?.split('/').at(-1);
}

function pathOf(mount: string): string | undefined {
  return field(mount, 'target') ?? field(mount, 'dst') ?? field(mount, 'destination');
}

const REFUSED = /\b40[13]\b|unauthorized|forbidden|denied|credential|authenticat/i;

/**
 * A secret that is not required is left out when it is not there: the step then speaks of its file. One whose variable
 * is not set is empty: the step then has to say that it was refused, or name the secret.
 */
function isMissed(
  { builder }: Scene,
  mount: string,
  { id, text }: { readonly id: string; readonly text: string },
): boolean {
  if (text.includes(`secret ${id}: not found`) || text.includes(pathOf(mount) ?? `/run/secrets/${id}`))
    return true;
  const isDeclared = builder.secrets.some((secret) => field(secret, 'id') === id);
  return isDeclared && (REFUSED.test(text) || text.toLowerCase().includes(id.toLowerCase()));
}
