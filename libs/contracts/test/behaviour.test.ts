// Proves that each defect in how a container behaved is caught by the one clause that is meant to.
import { expect, test } from 'vitest';
import {
  type Contract,
  defineContract,
  evaluate,
  formatVerdict,
  type ObservedBehaviour,
} from '../src/index.ts';
import { makeContents } from './make-contents.ts';

const IMAGE = makeContents([[{ path: 'web' }]]);

const CONTRACT = defineContract({
  image: 'shop/web:1.4',
  behaviour: {
    service: 'web',
    readyWithin: '2 s',
    healthy: true,
    idleMemory: '15 MB',
    stopsWithin: '5 s',
    exitCode: 0,
    pid1: '/web',
    runsAs: '65532:65532',
    capabilities: [],
    writesOnly: ['/tmp/web'],
    readOnlyRoot: true,
    because: 'the shop opens at nine',
  },
});

const STOP = { tookMs: 120, exitCode: 0, signal: 'SIGTERM', wasKilled: false };

const GOOD: ObservedBehaviour = {
  readyAfterMs: 300,
  health: 'healthy',
  healthOutput: '',
  idleMemoryBytes: 9_000_000,
  stop: STOP,
  pid1: { command: ['/web', '--port', '80'], executable: '/web' },
  user: { uid: 65532, gid: 65532, capabilities: [] },
  writes: ['/tmp', '/tmp/web', '/tmp/web/cache'],
  readOnlyRoot: true,
  logs: ['listening on 80', 'cannot open /var/web.db: read-only'],
};

async function judge(behaviour: ObservedBehaviour | undefined, contract: Contract = CONTRACT) {
  const verdicts = await evaluate(contract, { image: IMAGE, behaviour });
  const named = (status: string) => verdicts.filter((one) => one.status === status);
  return { verdicts, broken: named('broken'), unchecked: named('error') };
}

test('a well-behaved service keeps all', async () => {
  const { verdicts, broken, unchecked } = await judge(GOOD);

  expect(verdicts).toHaveLength(10);
  expect([...broken, ...unchecked].map(formatVerdict)).toEqual([]);
});

test.each<[string, string, Partial<ObservedBehaviour>, string]>([
  ['it is ready too late', 'readyWithin', { readyAfterMs: 2_600 }, '2.6 s'],
  [
    'it is not healthy',
    'healthy',
    { health: 'unhealthy', healthOutput: 'status 503' },
    'the check printed: status 503',
  ],
  ['it has no health check', 'healthy', { health: 'none' }, 'no health check'],
  ['its health stays open', 'healthy', { health: 'starting' }, 'starting'],
  ['it needs too much memory', 'idleMemory', { idleMemoryBytes: 18_500_000 }, '18.5 MB (+3.5 MB)'],
  ['it stops too slowly', 'stopsWithin', { stop: { ...STOP, tookMs: 9_000 } }, '9 s'],
  ['it has to be killed', 'stopsWithin', { stop: { ...STOP, wasKilled: true } }, 'killed after 120 ms'],
  ['it fails when it stops', 'exitCode', { stop: { ...STOP, exitCode: 143 } }, '143 is 128 + signal 15'],
  [
    'a shell is around it',
    'pid1',
    { pid1: { command: ['/bin/sh', '-c', '/web'], executable: '/usr/bin/dash' } },
    'its command line is /bin/sh -c /web',
  ],
  ['it runs as root', 'runsAs', { user: { uid: 0, gid: 0, capabilities: [] } }, '0:0'],
  [
    'it has powers of root',
    'capabilities',
    { user: { uid: 65532, gid: 65532, capabilities: ['net_admin'] } },
    'net_admin',
  ],
  ['it writes elsewhere', 'writesOnly', { writes: ['/tmp/web', '/var/web.db'] }, '/var/web.db'],
  [
    'it needs a root that it can write to',
    'readOnlyRoot',
    { readOnlyRoot: false },
    'log: cannot open /var/web.db: read-only',
  ],
])('when %s, %s is broken and nothing else', async (_, clause, defect, says) => {
  const { broken, unchecked } = await judge({ ...GOOD, ...defect });

  expect(broken.map((one) => one.clause)).toEqual([`behaviour.${clause}`]);
  expect(unchecked).toEqual([]);
  expect(broken.map(formatVerdict).join()).toContain(says);
  expect(broken.map(formatVerdict).join()).toContain('the shop opens at nine');
});

test('a service that never gets ready breaks that, and what cannot be seen then is no verdict', async () => {
  const { readyAfterMs, idleMemoryBytes, stop, pid1, user, ...rest } = GOOD;

  const { broken, unchecked } = await judge({
    ...rest,
    health: 'starting',
    ended: { exitCode: 1, isOutOfMemory: false },
    readOnlyRoot: false,
  });

  expect(broken.map((one) => one.clause)).toEqual([
    'behaviour.readyWithin',
    'behaviour.healthy',
    'behaviour.readOnlyRoot',
  ]);
  expect(unchecked).toHaveLength(7);
  expect(formatVerdict(unchecked[0] ?? failed())).toContain('it ended by itself with exit code 1');
});

test('what nobody has run is neither kept nor broken', async () => {
  const { verdicts, unchecked } = await judge(undefined);

  expect(unchecked).toHaveLength(verdicts.length);
  expect(unchecked.map(formatVerdict).join()).toContain('nobody has run the service "web"');
});

test('a container that may write nothing is caught at its first file', async () => {
  const contract = defineContract({ image: 'shop/web:1.4', behaviour: { service: 'web', writesOnly: [] } });

  const { broken } = await judge({ ...GOOD, writes: ['/tmp', '/tmp/a'] }, contract);

  expect(broken.map((one) => one.why)).toEqual([['/tmp', '/tmp/a']]);
});

function failed(): never {
  throw new Error('there is no such verdict');
}
