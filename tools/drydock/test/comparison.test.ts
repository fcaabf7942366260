// Proves that a comparison is told as it was measured: variants from the bake file, medians, tables, the README.
import type { ImagePlan, TargetPlan } from '@drydock/images';
import { describe, expect, test } from 'vitest';
import { compareLines, compareMarkdown } from '../src/compare/compare-lines.ts';
import { type Comparison, median, type Row } from '../src/compare/comparison.ts';
import { replaceMarked } from '../src/compare/update-readme.ts';
import { variantsOf } from '../src/compare/variants.ts';

function plan(...names: readonly string[]): ImagePlan {
  const target = (name: string): TargetPlan => ({
    name,
    kind: 'image',
    description: undefined,
    context: '.',
    dockerfile: `apps/${name}/Dockerfile`,
    stage: undefined,
    tags: name === 'untagged' ? [] : [`shop/${name}:local`],
    contexts: {},
    args: {},
    needs: [],
    secrets: [],
  });
  return {
    root: '/',
    file: 'bake.hcl',
    requested: names,
    targets: new Map(names.map((name) => [name, target(name)])),
  };
}

function row(service: string, variant: string, changes: Partial<Row> = {}): Row {
  return {
    service,
    variant,
    unpackedBytes: 8_000_000,
    transferBytes: 3_400_000,
    layers: 4,
    files: 1_234,
    coldBuildMs: 30_000,
    editBuildMs: 1_600,
    firstAnswerMs: 12.4,
    idleMemoryBytes: 1_800_000,
    ...changes,
  };
}

function comparison(...rows: readonly Row[]): Comparison {
  return { date: '2026-11-24', machine: '2 cores', edits: 1, starts: 5, rows };
}

const TWO = comparison(
  row('web', 'single-stage', { unpackedBytes: 400_000_000, editBuildMs: 16_000, firstAnswerMs: 1_250 }),
  row('web', 'ours'),
);

describe('variants', () => {
  const shop = plan('web-single-stage', 'web', 'web-fast', 'db', 'db-multi-stage');

  test('are the targets that are called after a service, with the service itself as ours', () => {
    expect(variantsOf(shop, []).map(({ service, name }) => `${service} ${name}`)).toEqual([
      'web single-stage',
      'web ours',
      'web fast',
      'db ours',
      'db multi-stage',
    ]);
  });

  test('are those of the services that were asked for', () => {
    const [first, ...others] = variantsOf(shop, ['db']);

    expect(first).toEqual({
      service: 'db',
      name: 'ours',
      target: 'db',
      tag: 'shop/db:local',
      editFile: 'apps/db/compare/edit.json',
    });
    expect(others).toHaveLength(1);
  });

  test('of an unknown service are refused, with the nearest name', () => {
    expect(() => variantsOf(shop, ['wob'])).toThrow(
      expect.objectContaining({
        summary: 'no service to compare is called "wob"; there are web, db',
        nextStep: 'did you mean "web"?',
      }),
    );
  });

  test('without a tag are a mistake of the bake file', () => {
    expect(() => variantsOf(plan('untagged'), [])).toThrow(
      'target "untagged" of the group "compare" has no tag',
    );
  });
});

test.each([
  [[], 0],
  [[3], 3],
  [[9, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])('the median of %j is %d', (numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});

describe('the table', () => {
  test('has a part for each service, and says what ours is worth', () => {
    expect(compareLines(TWO).slice(0, 5)).toEqual([
      'web',
      [
        '                unpacked  transfer  layers  files    cold    edit    answer  memory',
        '  single-stage  400.0 MB    3.4 MB       4  1,234  30.0 s  16.0 s  1,250 ms  1.8 MB',
        '  ours            8.0 MB    3.4 MB       4  1,234  30.0 s   1.6 s     12 ms  1.8 MB',
      ].join('\n'),
      '  ours against one stage: 50.0 × smaller, built 10.0 × sooner after an edit',
      '',
      expect.stringMatching(/^cold: /),
    ]);
  });

  test('says when, how often and where it was measured', () => {
    expect(compareLines(TWO).at(-1)).toBe(
      'Measured on 2026-11-24, medians of 5 starts and 1 edit, on 2 cores.',
    );
  });

  test('fits a terminal of 100 columns', () => {
    for (const line of compareLines(TWO).flatMap((text) => text.split('\n')))
      expect(line.length).toBeLessThanOrEqual(100);
  });

  test('says nothing of what was not measured', () => {
    const lines = compareLines(comparison(row('web', 'ours', { idleMemoryBytes: undefined })));

    expect(lines.join('\n')).toMatch(/12 ms +–$/m);
    expect(lines.join('\n')).not.toContain('against one stage');
  });

  test('is one of Markdown for a README', () => {
    const lines = compareMarkdown(TWO).split('\n');

    expect(lines.slice(0, 4)).toEqual([
      '| service | built | unpacked | transfer | layers | files | cold | edit | answer | memory |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| `web` | single-stage | 400.0 MB | 3.4 MB | 4 | 1,234 | 30.0 s | 16.0 s | 1,250 ms | 1.8 MB |',
      '|  | **ours** | 8.0 MB | 3.4 MB | 4 | 1,234 | 30.0 s | 1.6 s | 12 ms | 1.8 MB |',
    ]);
  });
});

describe('the README', () => {
  const readme = 'before\n<!-- drydock compare: begin -->\nold\n<!-- drydock compare: end -->\nafter\n';

  test('keeps all but what stands between the markers', () => {
    const changed = 'before\n<!-- drydock compare: begin -->\nnew\n<!-- drydock compare: end -->\nafter\n';

    expect(replaceMarked(readme, 'new')).toBe(changed);
    expect(replaceMarked(changed, 'new')).toBe(changed);
  });

  test('without markers is refused, with what to write', () => {
    expect(() => replaceMarked('before\nafter\n', 'new')).toThrow(
      'README.md has no place for the comparison',
    );
  });
});
