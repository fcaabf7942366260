import {
  DrydockError,
  type Engine,
  listedNames,
  nearestName,
  requestEngine,
  runDocker,
} from '@drydock/engine';
import { z } from 'zod';
import { gather } from './archive/gather.ts';

export interface FoundImage {
  readonly ref: string;
  readonly id: string;
  readonly diffIds: readonly string[];
}

export interface FindOptions {
  /** Lets the engine pull the image when it does not have it. */
  readonly pull?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the engine which image a name means now. */
export async function findImage(engine: Engine, ref: string, options: FindOptions = {}): Promise<FoundImage> {
  const { signal } = options;
  const found = await inspect(engine, ref, signal);
  if (found) return found;
  if (!options.pull) throw await unknownImage(engine, ref);
  const { exitCode, stderr } = await runDocker(engine, ['image', 'pull', '--quiet', ref], { signal });
  const pulled = exitCode === 0 ? await inspect(engine, ref, signal) : undefined;
  if (pulled) return pulled;
  throw new DrydockError('unknown-name', `there is no image "${ref}", and the engine cannot pull it`, {
    evidence: stderr.trim().split('\n').filter(Boolean),
    nextStep: 'check the name, and whether its registry can be reached',
  });
}

const imageSchema = z.object({
  Id: z.string(),
  RootFS: z.object({ Layers: z.array(z.string()).nullish() }),
});

const MAX_ANSWER_BYTES = 8_000_000;

/** Nothing when there is no such image. */
async function inspect(
  engine: Engine,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<FoundImage | undefined> {
  const path = ref.split('/').map(encodeURIComponent).join('/');
  const answer = await requestEngine(engine, `/images/${path}/json`, signal);
  if (!answer) return inspectByClient(engine, ref, signal);
  const text = (await gather(answer.body, MAX_ANSWER_BYTES, 'the answer of the engine')).toString('utf8');
  if (answer.status === 200) return foundImage(ref, imageSchema.parse(JSON.parse(text)));
  if (answer.status < 500) return undefined; // unknown, or not a name at all
  throw new DrydockError('command-failed', `the image "${ref}" cannot be looked up: ${text.trim()}`);
}

async function inspectByClient(
  engine: Engine,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<FoundImage | undefined> {
  const { exitCode, stdout, stderr } = await runDocker(engine, ['image', 'inspect', ref], { signal });
  if (exitCode === 0) return foundImage(ref, z.tuple([imageSchema]).parse(JSON.parse(stdout))[0]);
  if (/No such image/i.test(stderr)) return undefined;
  const code = /Cannot connect|connection refused/i.test(stderr) ? 'engine-lost' : 'command-failed';
  throw new DrydockError(code, `the image "${ref}" cannot be looked up: ${stderr.trim()}`);
}

function foundImage(ref: string, { Id, RootFS }: z.infer<typeof imageSchema>): FoundImage {
  return { ref, id: Id, diffIds: RootFS.Layers ?? [] };
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
          ? `the engine has: ${listedNames(names)}`
          : 'the engine has no images: build them first',
    },
  );
}
