import { dirname } from 'node:path';
import { embeddedStatus, openEmbedded, shellQuoted, stopEmbedded } from '@drydock/engine';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';

export function engineCommand(context: Context): Command {
  const command = newCommand(context, 'engine').description('the embedded engine: see it, start it, stop it');
  const { env, signal, print, progress } = context;

  command
    .command('status')
    .description('say whether the embedded engine runs, and where it keeps its files')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { state, host, version, store, home, processIds } = await embeddedStatus(env);
      const status = {
        state,
        host,
        version: version ?? null,
        store,
        folder: home.folder,
        log: home.log,
        processIds,
      };
      if (json) return print(JSON.stringify(status, null, 2));
      print(`embedded engine: ${state}${version ? `, version ${version}` : ''}`);
      print(`  store   ${store}`);
      print(`  folder  ${home.folder}`);
      print(`  log     ${home.log}`);
      if (version) print('  use it  eval "$(npm run --silent drydock -- engine env)"');
    });

  command
    .command('start')
    .description('start the embedded engine, downloading it first when needed')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { host, version } = await openEmbedded({ env, signal, onProgress: progress.step });
      progress.end();
      print(json ? JSON.stringify({ host, version }) : `embedded engine ${version} runs at ${host}`);
    });

  command
    .command('env')
    .description('print what a shell needs to use the engine with docker: eval "$(drydock engine env)"')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const engine = await openEmbedded({ env, signal, onProgress: progress.step });
      progress.end();
      const { DOCKER_HOST, DOCKER_CONFIG } = engine.env;
      const folder = dirname(engine.docker);
      if (json) return print(JSON.stringify({ DOCKER_HOST, DOCKER_CONFIG, folder }));
      print(`export DOCKER_HOST=${shellQuoted(DOCKER_HOST ?? '')}`);
      print(`export DOCKER_CONFIG=${shellQuoted(DOCKER_CONFIG ?? '')}`);
      print(`export PATH=${shellQuoted(folder)}:"$PATH"`);
    });

  command
    .command('stop')
    .description('stop the embedded engine and remove its bridge and firewall rules; images and volumes stay')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      progress.step('stopping the embedded engine');
      const result = await stopEmbedded(env);
      progress.end();
      print(json ? JSON.stringify({ result }) : `embedded engine: ${result}`);
    });

  return command;
}
