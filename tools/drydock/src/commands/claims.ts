import { Argument, type Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';

interface Options {
  readonly json?: boolean;
  readonly list?: boolean;
}

export function claimsCommand(context: Context): Command {
  return newCommand(context, 'claims')
    .description('say what the chapter says of Dockerfiles, sentence by sentence, and prove each')
    .addArgument(new Argument('[number...]', 'the claims to prove; all by default'))
    .option('--list', 'only say what they are')
    .option('--json', 'print JSON')
    .action((numbers: string[], options: Options) => claims(context, numbers, options));
}

async function claims(context: Context, numbers: string[], { json, list }: Options): Promise<void> {
  const { findClaims } = await import('../claims/find-claims.ts');
  const { claimLines, sentenceLines, totalLine } = await import('../claims/claim-lines.ts');
  const { outputTerminal } = await import('../image/format.ts');
  const found = await findClaims(context.root, numbers);
  const terminal = outputTerminal(context.env.COLUMNS);
  if (list) {
    const lines = () => found.flatMap((claim) => sentenceLines(terminal, claim)).join('\n');
    return context.print(json ? JSON.stringify(found, null, 2) : lines());
  }
  const { proveClaims } = await import('../claims/prove-claims.ts');
  const proven = await proveClaims(context, found, (claim) => {
    context.progress.end();
    if (!json) context.print(claimLines(terminal, claim).join('\n'));
  });
  context.progress.end();
  context.print(json ? JSON.stringify(proven, null, 2) : `\n${totalLine(proven)}`);
  if (proven.some(({ verdict }) => verdict !== 'holds')) context.endWith(1);
}
