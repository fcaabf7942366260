// Proves that a size failure says what grew, own bytes apart from base bytes, and by which line of a Dockerfile.
import type { SourceStep } from '@drydock/layers';
import { expect, test } from 'vitest';
import {
  baselineOf,
  baselineSchema,
  defineContract,
  type Evidence,
  evaluate,
  formatVerdict,
} from '../src/index.ts';
import { makeContents } from './make-contents.ts';

const FILE = 'apps/web/Dockerfile';

function evidenceOf(appBytes: number, extra: readonly { path: string; size: number }[] = []): Evidence {
  const image = makeContents([
    [
      { path: 'usr/lib/libc.so', size: 2_000_000 },
      { path: 'etc/hosts', size: 200 },
    ],
    [{ path: 'app/server.js', size: appBytes }, { path: 'app/small.js', size: 50 }, ...extra],
  ]);
  const sources = [
    step({ isBase: true, file: 'docker/base/Dockerfile', line: 4, text: 'COPY /rootfs/ /' }),
    step({ isBase: false, file: FILE, line: 12, text: 'COPY --from=build /app/ /app/' }),
  ];
  const steps = sources.map((source, layer) => ({ ...source, createdBy: source.text, layer, source }));
  return { image, steps };
}

function step(source: Pick<SourceStep, 'isBase' | 'file' | 'line' | 'text'>): SourceStep {
  return { ...source, stage: 'runtime', keyword: 'COPY' };
}

async function explain(evidence: Evidence, limits: Parameters<typeof defineContract>[0]['size']) {
  const contract = defineContract({ image: 'shop/web:1.4', size: limits });
  return (await evaluate(contract, evidence)).map(formatVerdict).join('\n');
}

test('a baseline is small, adds up, and is valid by its own schema', () => {
  const baseline = baselineOf(evidenceOf(1_500_000));

  expect(baselineSchema.parse(JSON.parse(JSON.stringify(baseline)))).toEqual({
    unpackedBytes: 3_500_250,
    transferBytes: 1_750_125,
    ownBytes: 1_500_050,
    layers: [
      { step: 'COPY /rootfs/ /', unpackedBytes: 2_000_200, transferBytes: 1_000_100 },
      { step: 'COPY --from=build /app/ /app/', unpackedBytes: 1_500_050, transferBytes: 750_025 },
    ],
    files: { '/usr/lib/libc.so': 2_000_000, '/app/server.js': 1_500_000, '/etc/…': 200, '/app/…': 50 },
  });
});

test('what grew since the baseline is named, with the line that brought it', async () => {
  const baseline = baselineOf(evidenceOf(1_500_000));
  const grown = evidenceOf(2_000_000, [{ path: 'app/video.mp4', size: 5_000_000 }]);

  const said = await explain(
    { ...grown, baseline },
    { unpacked: '4.0 MB', because: 'it starts in a second' },
  );

  expect(said).toBe(
    [
      '✗ shop/web:1.4, size.unpacked: unpacked at most 4.0 MB',
      '    expected  at most 4.0 MB (it starts in a second)',
      '    actual    9.0 MB (+5.0 MB)',
      '    why       since the baseline: own +5.5 MB (1.5 MB → 7.0 MB), base unchanged (2.0 MB)',
      `              layer 2 +5.5 MB (1.5 MB → 7.0 MB): COPY --from=build /app/ /app/ (${FILE}:12)`,
      `              /app/video.mp4 +5.0 MB (new), by ${FILE}:12`,
      `              /app/server.js +500.0 kB (1.5 MB → 2.0 MB), by ${FILE}:12`,
      '    next      make it smaller, or raise the limit and say why',
    ].join('\n'),
  );
});

test('without a baseline the biggest are named, own apart from base', async () => {
  const said = await explain(evidenceOf(1_500_000), { own: '1.0 MB' });

  expect(said).toContain('own 1.5 MB in 1 of 2 layers, base 2.0 MB');
  expect(said).not.toContain('/usr/lib/libc.so');
  expect(said).toContain(`layer 2 1.5 MB: COPY --from=build /app/ /app/ (${FILE}:12)`);
});

test('a limit that was broken before is not blamed on growth', async () => {
  const evidence = evidenceOf(1_500_000);

  const said = await explain({ ...evidence, baseline: baselineOf(evidence) }, { unpacked: '1.0 MB' });

  expect(said).toContain('nothing grew since the baseline: it was over this limit before');
});

test('own bytes cannot be told when nobody knows the base, and that is no verdict', async () => {
  const { image } = evidenceOf(1_500_000);

  const said = await explain({ image }, { own: '9.0 MB' });

  expect(said).toContain('? shop/web:1.4, size.own: could not be checked: nobody knows which of its layers');
});

test('a layer of the base is called one', async () => {
  expect(await explain(evidenceOf(1), { unpacked: '1.0 MB' })).toContain(
    'base layer 1 2.0 MB: COPY /rootfs/ / (docker/base/Dockerfile:4)',
  );
});

test('two figures that look the same are told apart', async () => {
  const { image } = evidenceOf(1_500_000);

  expect(await explain({ image }, { unpacked: '3.5 MB' })).toContain('3500250 B (+250 B)');
});

test('drift without a baseline is no verdict', async () => {
  const contract = defineContract({ image: 'shop/web:1.4', drift: { tolerance: '2 %' } });

  const verdicts = await evaluate(contract, evidenceOf(1));

  expect(verdicts.map(({ status }) => status)).toEqual(['error', 'error']);
});
