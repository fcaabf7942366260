import { formatBytes } from '../byte-size.ts';
import type { Clause } from '../clause.ts';
import { formatDuration } from '../duration.ts';
import { counted, listSome } from '../messages/list-some.ts';
import type { ObservedBehaviour } from '../observed-behaviour.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

type Judge = (seen: ObservedBehaviour) => Outcome;

const LOG_LINES = 8;

/** What is true of a container. Judges a record of a real run; runs nothing. */
export function behaviourClauses({ behaviour }: Contract): Clause[] {
  if (!behaviour) return [];
  const { service, because, ...promise } = behaviour;
  const clause = <T>(
    name: string,
    value: T | undefined,
    title: (value: T) => string,
    judge: (value: T) => Judge,
  ) => (value === undefined ? [] : [behaviourClause(service, name, title(value), because, judge(value))]);
  return [
    ...clause('readyWithin', promise.readyWithin, (ms) => `ready within ${formatDuration(ms)}`, ready),
    ...clause(
      'healthy',
      promise.healthy,
      () => 'healthy by its own health check',
      () => healthy,
    ),
    ...clause('idleMemory', promise.idleMemory, (size) => `idle memory at most ${formatBytes(size)}`, idle),
    ...clause('stopsWithin', promise.stopsWithin, (ms) => `stops within ${formatDuration(ms)}`, stops),
    ...clause('exitCode', promise.exitCode, (code) => `ends with exit code ${code}`, exits),
    ...clause('pid1', promise.pid1, (path) => `its first process is ${path}`, firstProcess),
    ...clause('runsAs', promise.runsAs, (owner) => `its first process runs as ${owner}`, runsAs),
    ...clause('capabilities', promise.capabilities, (names) => `has ${nameAll(names)}`, capabilities),
    ...clause('writesOnly', promise.writesOnly, (paths) => `writes ${onlyTo(paths)}`, writes),
    ...clause(
      'readOnlyRoot',
      promise.readOnlyRoot,
      () => 'runs on a read-only root',
      () => readOnlyRoot,
    ),
  ];
}

function behaviourClause(
  service: string,
  name: string,
  title: string,
  because: string | undefined,
  judge: Judge,
): Clause {
  return {
    id: `behaviour.${name}`,
    title,
    check: ({ evidence: { behaviour } }) => {
      if (!behaviour)
        return unchecked(`nobody has run the service "${service}"`, 'check it with behaviour included');
      const outcome = judge(behaviour);
      return because ? { ...outcome, expected: `${outcome.expected} (${because})` } : outcome;
    },
  };
}

function ready(limitMs: number): Judge {
  return (seen) => {
    const expected = `within ${formatDuration(limitMs)}`;
    if (seen.readyAfterMs === undefined) return broken({ expected, actual: 'never ready', why: end(seen) });
    const actual = formatDuration(seen.readyAfterMs);
    return seen.readyAfterMs <= limitMs
      ? kept(expected, actual)
      : broken({ expected, actual, why: end(seen) });
  };
}

function healthy({ health, healthOutput, ended, logs }: ObservedBehaviour): Outcome {
  if (health === 'healthy') return kept('healthy', health);
  const actual = health === 'none' ? 'no health check' : health;
  const output = healthOutput?.trim() ? [`the check printed: ${healthOutput.trim()}`] : [];
  return broken({ expected: 'healthy', actual, why: [...output, ...end({ ended, logs })] });
}

function idle(limit: number): Judge {
  return (seen) => {
    const { idleMemoryBytes: size } = seen;
    if (size === undefined) return notSeen(seen, 'its idle memory');
    const expected = `at most ${formatBytes(limit)}`;
    if (size <= limit) return kept(expected, formatBytes(size));
    return broken({ expected, actual: `${formatBytes(size)} (+${formatBytes(size - limit)})`, why: [] });
  };
}

function stops(limitMs: number): Judge {
  return (seen) => {
    const { stop } = seen;
    if (!stop) return notSeen(seen, 'how it stops');
    const expected = `within ${formatDuration(limitMs)} of ${stop.signal}`;
    const actual = stop.wasKilled
      ? `killed after ${formatDuration(stop.tookMs)}`
      : formatDuration(stop.tookMs);
    if (!stop.wasKilled && stop.tookMs <= limitMs) return kept(expected, actual);
    const why = stop.wasKilled ? [`it did not end by ${stop.signal}: does its first process handle it?`] : [];
    return broken({ expected, actual, why: [...why, ...lastLines(seen)] });
  };
}

function exits(code: number): Judge {
  return (seen) => {
    const { stop } = seen;
    if (!stop) return notSeen(seen, 'how it stops');
    const expected = `exit code ${code}`;
    if (stop.exitCode === code) return kept(expected, String(stop.exitCode));
    const signal = stop.exitCode > 128 ? [`${stop.exitCode} is 128 + signal ${stop.exitCode - 128}`] : [];
    return broken({ expected, actual: String(stop.exitCode), why: [...signal, ...lastLines(seen)] });
  };
}

function firstProcess(path: string): Judge {
  return (seen) => {
    const { pid1 } = seen;
    if (!pid1 || pid1.executable === '') return notSeen(seen, 'its first process');
    if (pid1.executable === path) return kept(path, pid1.executable);
    return broken({
      expected: path,
      actual: pid1.executable,
      why: [`its command line is ${pid1.command.join(' ')}`],
      nextStep: 'write the entry point as a list: ["/program"]; as a text it is run by a shell',
    });
  };
}

function runsAs(owner: string): Judge {
  return (seen) => {
    if (!seen.user) return notSeen(seen, 'as whom it runs');
    const actual = `${seen.user.uid}:${seen.user.gid}`;
    return actual === owner ? kept(owner, actual) : broken({ expected: owner, actual, why: [] });
  };
}

function capabilities(names: readonly string[]): Judge {
  return (seen) => {
    const found = seen.user?.capabilities;
    if (!found) return notSeen(seen, 'its capabilities');
    const [expected, actual] = [nameAll(names), nameAll(found)];
    return expected === actual ? kept(expected, actual) : broken({ expected, actual, why: [] });
  };
}

function writes(folders: readonly string[]): Judge {
  return (seen) => {
    if (seen.readyAfterMs === undefined) return notSeen(seen, 'what it writes');
    const isDeclared = (path: string) => folders.some((one) => path === one || path.startsWith(`${one}/`));
    // To write a file changes the folders above it.
    const isAbove = (path: string) => folders.some((one) => one.startsWith(`${path}/`));
    const others = seen.writes.filter((path) => !isDeclared(path) && !isAbove(path));
    const expected = onlyTo(folders);
    if (others.length === 0)
      return kept(expected, seen.writes.length === 0 ? 'writes nothing' : seen.writes.join(', '));
    return broken({
      expected,
      actual: `${counted(others.length, 'other path')}`,
      why: listSome([...others], LOG_LINES),
      nextStep: 'declare a volume or a tmpfs for them, or keep it from writing them',
    });
  };
}

function readOnlyRoot(seen: ObservedBehaviour): Outcome {
  if (seen.readOnlyRoot) return kept('gets ready', 'gets ready');
  return broken({ expected: 'gets ready', actual: 'does not get ready', why: lastLines(seen) });
}

function notSeen(seen: ObservedBehaviour, what: string): Outcome {
  return unchecked([`${what} could not be observed`, ...end(seen)].join('; '));
}

function end({ ended, logs }: Pick<ObservedBehaviour, 'ended' | 'logs'>): string[] {
  const how =
    ended && (ended.isOutOfMemory ? 'ran out of memory' : `ended by itself with exit code ${ended.exitCode}`);
  return [...(how ? [`it ${how}`] : []), ...lastLines({ logs })];
}

function lastLines({ logs }: Pick<ObservedBehaviour, 'logs'>): string[] {
  return logs.slice(-LOG_LINES).map((line) => `log: ${line}`);
}

function nameAll(names: readonly string[]): string {
  return names.length === 0 ? 'no capability' : `the capabilities ${[...names].sort().join(', ')}`;
}

function onlyTo(folders: readonly string[]): string {
  return folders.length === 0 ? 'nothing outside of volumes and tmpfs' : `only to ${folders.join(', ')}`;
}
