import type { Healthcheck, ImageConfig } from '@drydock/layers';
import type { Clause } from '../clause.ts';
import { formatDuration } from '../duration.ts';
import { firstMatch } from '../first-match.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome } from '../verdict.ts';

type ConfigPromise = NonNullable<Contract['config']>;
type Settings = Readonly<Record<string, string | RegExp>>;

/** Every field of the image's configuration that the contract names. */
export function configClauses({ config }: Contract): Clause[] {
  if (!config) return [];
  const clause = (
    name: keyof ConfigPromise,
    claim: string,
    judge: (actual: ImageConfig) => Outcome,
  ): Clause[] =>
    config[name] === undefined
      ? []
      : [
          {
            id: `config.${name}`,
            title: claim,
            check: ({ image }) => reasoned(judge(image.config), config.because),
          },
        ];
  const text = (name: 'user' | 'architecture' | 'os', claim: string) =>
    clause(name, `${claim} ${show(config[name])}`, (actual) => compare(config[name], actual[name]));
  const list = (name: 'entrypoint' | 'cmd', claim: string) =>
    clause(name, `${claim} ${show(config[name])}`, (actual) => compare(config[name], actual[name]));
  const { env = {}, envIncludes = {}, labels = {}, labelsInclude = {} } = config;
  return [
    ...text('user', 'runs as'),
    ...list('entrypoint', 'the entry point is'),
    ...list('cmd', 'the command is'),
    ...clause('env', `the environment is ${names(env)}`, (actual) => compareAll(env, actual.env)),
    ...clause('envIncludes', `the environment has ${names(envIncludes)}`, (actual) =>
      comparePart(envIncludes, actual.env),
    ),
    ...clause('workingDir', `the working directory is ${show(config.workingDir)}`, (actual) =>
      compare(folderPath(config.workingDir ?? ''), folderPath(actual.workingDir)),
    ),
    ...clause('ports', `the ports are ${show(sorted(config.ports))}`, (actual) =>
      compare(sorted(config.ports), sorted(actual.exposedPorts.map(fullPort))),
    ),
    ...clause('volumes', `the volumes are ${show(sorted(config.volumes))}`, (actual) =>
      compare(sorted(config.volumes?.map(folderPath)), sorted(actual.volumes.map(folderPath))),
    ),
    ...clause('stopSignal', `the stop signal is ${show(config.stopSignal)}`, (actual) =>
      compare(config.stopSignal, actual.stopSignal ?? ''),
    ),
    ...clause('healthcheck', healthTitle(config), (actual) => compareHealth(config, actual)),
    ...clause('labels', `the labels are ${names(labels)}`, (actual) => compareAll(labels, actual.labels)),
    ...clause('labelsInclude', `the labels have ${names(labelsInclude)}`, (actual) =>
      comparePart(labelsInclude, actual.labels),
    ),
    ...text('architecture', 'made for'),
    ...text('os', 'made for the system'),
  ];
}

function reasoned(outcome: Outcome, because: string | undefined): Outcome {
  return because ? { ...outcome, expected: `${outcome.expected} (${because})` } : outcome;
}

function compare(expected: unknown, actual: unknown): Outcome {
  const [promised, found] = [show(expected), show(actual)];
  return promised === found ? kept(promised, found) : broken({ expected: promised, actual: found, why: [] });
}

function compareAll(expected: Settings, actual: Readonly<Record<string, string>>): Outcome {
  const more = Object.keys(actual).filter((name) => !Object.hasOwn(expected, name));
  return settle(expected, actual, [
    ...wrong(expected, actual),
    ...more.map((name) => `${name}=${actual[name]} is not promised`),
  ]);
}

function comparePart(expected: Settings, actual: Readonly<Record<string, string>>): Outcome {
  return settle(expected, actual, wrong(expected, actual));
}

function wrong(expected: Settings, actual: Readonly<Record<string, string>>): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const found = Object.hasOwn(actual, name) ? actual[name] : undefined;
    if (found === undefined) return [`${name} is missing`];
    if (value instanceof RegExp ? firstMatch(value, found) !== undefined : value === found) return [];
    return [`${name} is ${show(found)}, not ${value instanceof RegExp ? `like ${value}` : show(value)}`];
  });
}

function settle(expected: Settings, actual: Readonly<Record<string, string>>, why: string[]): Outcome {
  const promised = names(expected);
  return why.length === 0
    ? kept(promised, names(actual))
    : broken({ expected: promised, actual: names(actual), why });
}

function names(settings: Settings): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? 'empty' : pairs.sort().join(' ');
}

const TIMES = [
  ['interval', 'intervalMs'],
  ['timeout', 'timeoutMs'],
  ['startPeriod', 'startPeriodMs'],
  ['startInterval', 'startIntervalMs'],
] as const;

function healthTitle({ healthcheck }: ConfigPromise): string {
  return healthcheck && healthcheck.test.length > 0
    ? `the health check is ${show(healthcheck.test)}`
    : 'there is no health check';
}

function compareHealth({ healthcheck: promise }: ConfigPromise, { healthcheck }: ImageConfig): Outcome {
  const actual = isOff(healthcheck) ? undefined : healthcheck;
  if (!promise || promise.test.length === 0) return compare('none', actual ? actual.test : 'none');
  if (!actual) return broken({ expected: show(promise.test), actual: 'none', why: [] });
  const why = TIMES.filter(
    ([name, field]) => promise[name] !== undefined && promise[name] !== actual[field],
  ).map(([name, field]) => `${name} is ${time(actual[field])}, not ${time(promise[name])}`);
  if (promise.retries !== undefined && promise.retries !== actual.retries)
    why.push(`retries is ${actual.retries ?? 'not set'}, not ${promise.retries}`);
  const tests = compare(promise.test, actual.test);
  return why.length === 0 ? tests : broken({ ...tests, why });
}

function isOff(healthcheck: Healthcheck | undefined): boolean {
  return !healthcheck || healthcheck.test.length === 0 || healthcheck.test[0] === 'NONE';
}

function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'not set' : formatDuration(milliseconds);
}

/** WORKDIR and VOLUME keep a slash at the end that somebody wrote: it is the same folder. */
function folderPath(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

/** A port without a protocol is one of TCP, in an image as in a contract. */
function fullPort(port: string): string {
  return port.includes('/') ? port : `${port}/tcp`;
}

function sorted(words: readonly string[] | undefined): readonly string[] {
  return [...(words ?? [])].sort();
}

/** As it is written in a contract. */
function show(value: unknown): string {
  return value === '' ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);
}
