import { json } from 'node:stream/consumers';
import { type Engine, requestEngine, runDocker } from '@drydock/engine';
import { z } from 'zod';

const healthSchema = z.object({
  Status: z.string(),
  Log: z.array(z.object({ Start: z.string(), ExitCode: z.number(), Output: z.string() })).nullish(),
});

const containerSchema = z.object({
  State: z.object({ Status: z.string(), ExitCode: z.number(), Health: healthSchema.nullish() }),
  Config: z.object({
    Healthcheck: z
      .object({
        Interval: z.number().nullish(),
        StartPeriod: z.number().nullish(),
        StartInterval: z.number().nullish(),
      })
      .nullish(),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()),
  }),
});

/** What the engine knows of a container. Durations of its health check are in nanoseconds. */
export type ContainerFacts = z.output<typeof containerSchema>;

/** Asks on the engine's socket, which takes a millisecond; by its client, which takes 40, where there is none. */
export async function inspectContainer(
  engine: Engine,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ContainerFacts> {
  const answer = await requestEngine(engine, `/containers/${id}/json`, signal);
  if (answer) return containerSchema.parse(await json(answer.body));
  const { stdout } = await runDocker(engine, ['inspect', '--type', 'container', id], { signal });
  return containerSchema.parse((JSON.parse(stdout) as unknown[])[0]);
}

/** Whether the engine has containers, networks or volumes whose name begins so. Without a socket to ask on: maybe. */
export async function mayHave(engine: Engine, name: string): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ name: [name] }));
  const paths = ['/containers/json?all=1&', '/networks?', '/volumes?'];
  const counts = await Promise.all(
    paths.map(async (path) => {
      const answer = await requestEngine(engine, `${path}filters=${filters}`);
      if (!answer) return 1;
      const found = await json(answer.body);
      return Array.isArray(found) ? found.length : ((found as { Volumes?: unknown[] }).Volumes?.length ?? 0);
    }),
  );
  return counts.some((count) => count > 0);
}
