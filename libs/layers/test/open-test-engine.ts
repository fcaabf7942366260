import { type Engine, ensureRootImage, openEngine } from '@drydock/engine';

/** The engine a test runs on, holding the root image. */
export async function openTestEngine(): Promise<Engine> {
  const options = { env: process.env, onProgress: () => undefined };
  const engine = await openEngine(options);
  await ensureRootImage(engine, options);
  return engine;
}
