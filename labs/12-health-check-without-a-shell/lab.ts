import { setTimeout as sleep } from 'node:timers/promises';
import { custom, defineLab, fail, image, PASS, serves } from '@drydock/labs';

const HEALTHY_WITHIN_MS = 3_000;
const ILL_WITHIN_MS = 5_000;
/** So that a learner does not wait for three looks of ten seconds each. */
const LOOK_OFTEN = ['--health-interval', '200ms', '--health-retries', '1', '--health-start-period', '10ms'];

const noticesFog = custom(
  'the health check notices that it is ill',
  async (bench) => {
    const { image: ref } = await bench.build();
    const name = `${bench.own.name}-fog`;
    const foggy = ['--env', 'FOG=yes', ...LOOK_OFTEN, ...bench.own.labels];
    await bench.docker(['run', '--detach', '--pull', 'never', '--name', name, ...foggy, ref]);
    const deadline = performance.now() + ILL_WITHIN_MS;
    let health = '';
    try {
      while (performance.now() < deadline) {
        const { stdout } = await bench.docker(['inspect', '--format', '{{json .State.Health}}', name]);
        health = stdout.trim();
        if (health.includes('"unhealthy"')) return PASS;
        if (health.includes('"healthy"')) break;
        await sleep(100);
      }
      return fail('the harbour answers 503 at /health, and is not called unhealthy', [health]);
    } finally {
      await bench.docker(['rm', '--force', name]);
    }
  },
  {
    otherwise:
      'there is fog: GET /health answers 503, and the health check calls the harbour healthy all the same',
    mend: 'a port that is open, or a program that starts, says nothing yet: the check has to ask /health and to fail when the answer is not 200',
  },
);

export default defineLab({
  title: 'A health check without a shell',
  minutes: 15,
  needs: ['golang', 'healthcheck'],
  tasks: [
    {
      name: 'healthy',
      say: 'Make the engine call a running container healthy within 3 seconds of its start.',
      checks: [
        serves({
          containers: {
            harbour: { port: 8080, answers: [{ body: /ahoy/ }], healthyWithinMs: HEALTHY_WITHIN_MS },
          },
          otherwise: 'the harbour answers, and the engine does not call it healthy within 3 seconds',
          mend: 'a health check runs inside the container, with what is in there (no shell, no curl), asks at the right port, and first looks when the interval is over, unless told to look sooner at the start',
        }),
      ],
    },
    {
      name: 'ill',
      say: 'Make it call a container unhealthy that runs, but answers `GET /health` with 503. With `--env FOG=yes` the harbour does.',
      checks: [noticesFog],
    },
    {
      name: 'still-empty',
      say: 'Keep shells and network tools out of the image, and the image below 8 MB.',
      checks: [
        image(
          { absent: ['shells', 'network tools'] },
          {
            otherwise: 'the health check brought tools along that nobody else needs',
            mend: 'one static program that asks one question is enough; drydock/healthcheck holds one, and the harbour could be another',
          },
        ),
        image({ size: { unpacked: '8 MB' } }, { otherwise: 'the image weighs more than 8 MB' }),
      ],
    },
  ],
  wrong: {
    curl: { task: 'healthy', says: 'no shell, no curl' },
    'shell-form': { task: 'healthy', says: 'no shell, no curl' },
    'first-look-too-late': { task: 'healthy', says: 'first looks when the interval is over' },
    'wrong-port': { task: 'healthy', says: 'asks at the right port' },
    'only-the-port': { task: 'ill', says: 'a port that is open' },
    'brings-a-shell': { task: 'still-empty', says: 'one static program that asks one question is enough' },
  },
});
