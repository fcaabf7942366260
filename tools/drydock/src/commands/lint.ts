import { DrydockError } from '@drydock/engine';
import { lintDockerfiles } from '@drydock/images';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { prepareBuild, useEngine } from '../prepare-build.ts';
import { targetNames } from '../target-names.ts';

export function lintCommand(context: Context): Command {
  return newCommand(context, 'lint')
    .description("check Dockerfiles with BuildKit's own rules, building nothing")
    .argument('[target...]', 'targets or groups of docker/bake.hcl; all Dockerfiles by default')
    .option('--json', 'print JSON')
    .action(async (targets: string[], { json }: { json?: boolean }) => {
      const names = targetNames(targets);
      const engine = await useEngine(context);
      await prepareBuild(context, engine); // BuildKit looks at the base images even when it only checks
      context.progress.step('checking the Dockerfiles');
      const wanted = targets.length > 0 ? names : ['validate'];
      const warnings = await lintDockerfiles(engine, {
        root: context.root,
        targets: wanted,
        signal: context.signal,
      });
      context.progress.end();
      if (json) context.print(JSON.stringify(warnings, null, 2));
      if (warnings.length === 0) return json ? undefined : context.print('no warnings');
      throw new DrydockError('command-failed', `${warnings.length} warnings in the Dockerfiles`, {
        evidence: warnings.map(
          ({ dockerfile, line, rule, message }) => `${dockerfile}:${line ?? 1} ${rule}: ${message}`,
        ),
      });
    });
}
