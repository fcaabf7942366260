import { Command, CommanderError } from 'commander';
import type { Context } from './context.ts';
import { ownWords } from './own-words.ts';

const WRONG_USE = 1;

/**
 * A command that writes where its context says, and that ends this process in no case: what it is not meant for is
 * thrown, as a `CommanderError`. `wrongUse` is its exit code then, where 1 says something else.
 */
export function newCommand(context: Context, name: string, { wrongUse = WRONG_USE } = {}): Command {
  return new Command(name)
    .configureOutput({
      writeOut: (text) => context.print(text.replace(/\n$/, '')),
      writeErr: (text) => context.complain(text.replace(/\n$/, '')),
      outputError: (text, write) => write(ownWords(text)),
    })
    .exitOverride(({ code, exitCode, message }) => {
      throw new CommanderError(exitCode === 0 ? 0 : wrongUse, code, message);
    });
}
