// Proves that options which mean nothing are refused in one message, before anything is built or started.
import { expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';

type Case = readonly [args: readonly string[], said: RegExp];

const LOAD: readonly Case[] = [
  [['nobody'], /no service is called "nobody"\n {2}→ there are access-log, accesslog/],
  [['acceslog'], /no service is called "acceslog"; did you mean "accesslog"\?/],
  [['--fault', 'kiled:apod@1s'], /no fault is called "kiled"; did you mean "killed"\?/],
  [['--fault', 'killed@1s'], /"killed@1s" is no fault to plan\n {2}→ write what, of which service/],
  [['--fault', 'killed:apod@20s'], /would begin when the load of 10 s is over\n {2}→ let it begin earlier/],
  [['--fault', 'killed:apd@1s'], /no service is called "apd"; did you mean "apod"\?/],
  [['--duration', 'soon'], /It takes a time from 1s to 60m, such as 30s/],
  [['--duration', '61m'], /It takes a time from 1s to 60m, such as 30s/],
  [['--rate', '0'], /It takes a whole number from 1 to 100000/],
  [['--connections', '1001'], /It takes a whole number from 1 to 1000/],
  [['--path', 'stats'], /It begins with a slash/],
];
const BUILD: readonly Case[] = [
  [['--times', '2'], /--times belongs to --reproducible/],
  [['--output', 'x'], /--output belongs to --reproducible/],
  [['--keep-toolchains'], /--keep-toolchains belongs to --no-cache or --times/],
  [['--reproducible', '--times', '1'], /It takes from 2 to 99 builds to compare/],
];
const COMPARE: readonly Case[] = [
  [['image-galery'], /"image-galery"; there are image-gallery, .*\n.*did you mean "image-gallery"/],
  [['--starts', '0'], /It takes a number from 1 to 99/],
  [['--edits', 'many'], /It takes a number from 1 to 99/],
  [['--update-readme', 'image-gallery'], /--update-readme was given only some/],
];
const of = (command: string, cases: readonly Case[]) =>
  cases.map(([args, said]) => [[command, ...args], said] as const);

test.for([...of('load', LOAD), ...of('build', BUILD), ...of('compare', COMPARE)])(
  '%j is refused',
  async ([args, said]) => {
    const { stdout, stderr, exitCode } = await callDrydock(args);

    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/this is a bug|starting services|^\s+at .*\.ts:\d+/m);
    expect([stdout, exitCode]).toEqual(['', 1]);
  },
);

const minutes = (text: string) =>
  [
    ['build'],
    { DRYDOCK_SILENT_MINUTES: text },
    new RegExp(`DRYDOCK_SILENT_MINUTES is "${text}"; it takes a number of minutes, e\\.g\\. 20`),
  ] as const;

test.for([
  [['build', '--reproducible'], { SOURCE_DATE_EPOCH: 'today' }, /EPOCH is "today".*seconds since 1970/],
  minutes('soon'),
  minutes('0'),
  minutes('-3'),
] as const)('%j with %j is refused', async ([args, env, said]) => {
  const { stdout, stderr, exitCode } = await callDrydock(args, { env });

  expect(stderr).toMatch(said);
  expect([stdout, exitCode]).toEqual(['', 1]);
});
