import { examine } from '@drydock/engine';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

export function doctorCommand(context: Context): Command {
  return newCommand(context, 'doctor')
    .description('examine this machine and its engine, and say what to do')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine({ env: context.env, root: context.root });
      if (findings.some(({ verdict }) => verdict === 'failed')) context.endWith(1);
      if (json) return context.print(JSON.stringify(findings, null, 2));
      const width = Math.max(...findings.map(({ subject }) => subject.length));
      for (const { subject, verdict, found, advice } of findings) {
        context.print(`${MARKS[verdict]} ${subject.padEnd(width)}  ${found}`);
        if (advice) context.print(`${' '.repeat(width + 4)}→ ${advice}`);
      }
    });
}
