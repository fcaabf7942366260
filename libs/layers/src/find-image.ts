import { DrydockError, type Engine, nearestName, runDocker } from '@drydock/engine';
import { z } from 'zod';

export interface FoundImage {
  readonly ref: string;
  readonly id: string;
  readonly diffIds: readonly string[];
}

const inspectSchema = z.tuple([
  z.object({ Id: z.string(), RootFS: z.object({ Layers: z.array(z.string()).nullish() }) }),
]);

/** Asks the engine which image a name means now. */
export async function findImage(engine: Engine, ref: string, signal?: AbortSignal): Promise<FoundImage> {
  const { exitCode, stdout, stderr } = await runDocker(engine, ['image', 'inspect', ref], { signal });
  if (exitCode === 0) {
    const [{ Id, RootFS }] = inspectSchema.parse(JSON.parse(stdout));
    return { ref, id: Id, diffIds: RootFS.Layers ?? [] };
  }
  if (/No such image/i.test(stderr)) throw await unknownImage(engine, ref);
  const code = /Cannot connect|connection refused/i.test(stderr) ? 'engine-lost' : 'command-failed';
  throw new DrydockError(code, `the image "${ref}" cannot be looked up: ${stderr.trim()}`);
}

async function unknownImage(engine: Engine, ref: string): Promise<DrydockError> {
  const { stdout } = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  const names = stdout.split('\n').filter((name) => name !== '' && !name.includes('<none>'));
  const nearest = nearestName(ref, names);
  return new DrydockError(
    'unknown-name',
    `there is no image "${ref}"${nearest ? `; did you mean "${nearest}"?` : ''}`,
    {
      nextStep:
        names.length > 0
          ? `the engine has: ${names.join(', ')}`
          : 'the engine has no images: build them first',
    },
  );
}
