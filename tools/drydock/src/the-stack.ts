import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { type ComposeFile, readCompose } from '@drydock/stack';
import type { Context } from './context.ts';

/** On every container that `up` starts: what it was started from. */
export const INPUTS_LABEL = 'dev.drydock.inputs';

/** What `up` starts and the other commands look at: named by the compose file, like its network. */
export function theStack(context: Context, engine: Engine): Promise<ComposeFile> {
  return readCompose(engine, { root: context.root, signal: context.signal });
}

/** Said of a stack that does not run. An engine that does not run, either, is not started to find that out. */
export function nothingRuns(engine: Engine | undefined): string {
  const where = engine ? '' : ', and no container engine either';
  return `nothing is running${where}; start it with: npm start`;
}

/**
 * A digest of all that decides how the services run: the compose file as read, and the images it names. Not of where the
 * repository stands: it may be moved while they run.
 */
export async function inputsOf(engine: Engine, compose: ComposeFile): Promise<string> {
  const images = compose.services.map(({ image }) => image);
  const { stdout } = await runDocker(engine, ['image', 'inspect', '--format', '{{.Id}}', ...images]);
  const settings = JSON.stringify(compose).replaceAll(
    JSON.stringify(dirname(compose.path)).slice(1, -1),
    '.',
  );
  return createHash('sha256').update(settings).update(stdout).digest('hex').slice(0, 16);
}

/** Whether the stack runs, all of it, started from these very inputs. What others waited to end has ended well. */
export async function runsWith(engine: Engine, compose: ComposeFile, inputs: string): Promise<boolean> {
  const format = `{{.Label "dev.drydock.service"}} {{.State}} {{.Label "${INPUTS_LABEL}"}} {{.Status}}`;
  const filter = `label=dev.drydock.stack=${compose.project}`;
  const { stdout } = await runDocker(engine, ['ps', '--all', '--filter', filter, '--format', format]);
  const states = stdout.split('\n').filter(Boolean);
  const isAsWanted = (name: string, isOver: boolean) =>
    states.some((line) =>
      isOver
        ? line.startsWith(`${name} exited ${inputs} Exited (0)`)
        : line.startsWith(`${name} running ${inputs} `),
    );
  return (
    states.length === compose.services.length &&
    compose.services.every(({ name }) => isAsWanted(name, mustEnd(compose, name)))
  );
}

function mustEnd({ services }: ComposeFile, name: string): boolean {
  const conditions = services.flatMap(({ waitsFor }) => waitsFor).filter(({ service }) => service === name);
  return conditions.some(({ condition }) => condition === 'service_completed_successfully');
}
