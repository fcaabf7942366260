import { DrydockError, type Engine, nearestName } from '@drydock/engine';
import {
  type ComposeFile,
  listServices,
  type ServiceDescription,
  type Stack,
  startStack,
} from '@drydock/stack';
import type { Context } from '../context.ts';

/** The services to put under load. */
export interface LoadTarget extends AsyncDisposable {
  readonly stackName: string;
  readonly services: readonly ServiceDescription[];
  /** Started for this load, and gone after it. Without one, the services are those that `up` left running. */
  readonly ownStack: Stack | undefined;
}

/** What `up` left running; or a stack of its own, when nothing runs or faults are to be put in. */
export async function openTarget(
  context: Context,
  engine: Engine,
  { project, mustBeOwn }: { readonly project: string; readonly mustBeOwn: boolean },
): Promise<LoadTarget> {
  const { progress, root, signal } = context;
  const running = mustBeOwn ? [] : await listServices(engine, project);
  if (running.some(({ url }) => url !== null))
    return {
      stackName: project,
      services: running,
      ownStack: undefined,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  progress.step('starting services for this load alone');
  const stack = await startStack(engine, {
    root,
    ports: 'random',
    signal,
    onEvent: (event) => {
      if (event.type === 'cleanup-failed') progress.note(`  not all could be removed: ${event.error}`);
    },
  });
  return {
    stackName: stack.name,
    services: stack.services,
    ownStack: stack,
    [Symbol.asyncDispose]: async () => {
      progress.step('stopping the services of this load');
      await stack[Symbol.asyncDispose]();
      progress.end();
    },
  };
}

/** What the compose file calls a service of that name or alias. Default: the one that publishes a port, which is the page. */
export function serviceName({ services }: ComposeFile, wanted: string | undefined): string {
  const found = services.find(({ name, aliases, port }) =>
    wanted === undefined ? port !== null : name === wanted || aliases.includes(wanted),
  );
  if (found) return found.name;
  const names = services.flatMap(({ name, aliases }) => [name, ...aliases]);
  const nearest = wanted === undefined ? undefined : nearestName(wanted, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : '';
  const message =
    wanted === undefined ? 'no service publishes a port' : `no service is called "${wanted}"${hint}`;
  throw new DrydockError('unknown-name', message, { nextStep: `there are ${names.join(', ')}` });
}

/** Where it is reached. Throws when it does not run. */
export function urlOf({ services }: LoadTarget, name: string): string {
  const found = services.find((service) => service.name === name);
  if (found?.url) return found.url;
  const state = found ? `it is ${found.state}` : 'it has no container';
  throw new DrydockError('service-exited', `service "${name}" does not run: ${state}`, {
    nextStep: 'start the services again: npm start',
  });
}
