import { DrydockError, shellWord } from '@drydock/engine';
import type { Command, Option } from 'commander';
import type { Context } from './context.ts';

/** The scripts of package.json that lead here, as they are typed. */
const TYPED: Readonly<Record<string, string>> = { drydock: 'npm run drydock --', start: 'npm start --' };

/**
 * Without two dashes before it, npm takes an option for its own, and tells the script of it in the environment alone.
 * Refused rather than honoured: npm also reads its options from files, and cuts off their values.
 */
export function refuseTakenOptions(program: Command, { env }: Context, args: readonly string[]): void {
  const typed = TYPED[env.npm_lifecycle_event ?? ''];
  if (typed === undefined) return;
  const taken = optionsOf(program).filter((option) => isTaken(option, env) && !isGiven(option, args));
  if (taken.length === 0) return;
  const names = [...new Set(taken.map(({ long }) => long ?? ''))];
  const own = typed === TYPED.start ? args.slice(1) : args; // `npm start` says `up` by itself
  // A value may stand among the words, and nobody knows which it is.
  const words = taken.some(({ required }) => required) ? [...own.slice(0, 1), '…'] : own.map(shellWord);
  throw new DrydockError('usage', `npm took ${names.join(' and ')} for itself`, {
    nextStep: `put two dashes first: ${[typed, ...words, ...names].join(' ')}`,
  });
}

function optionsOf(command: Command): Option[] {
  return [...command.options, ...command.commands.flatMap(optionsOf)];
}

/** `--no-build` is the option `build`, set to false. The folder that npm keeps its files in is always told. */
function isTaken({ long = '', negate }: Option, env: Context['env']): boolean {
  const value = env[`npm_config_${long.replace(/^--(no-)?/, '').replaceAll('-', '_')}`];
  return negate ? value === '' || value === 'false' : value !== undefined && value !== 'false';
}

function isGiven({ long = '' }: Option, args: readonly string[]): boolean {
  return args.some((arg) => arg === long || arg.startsWith(`${long}=`));
}
