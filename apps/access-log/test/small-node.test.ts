// Proves that the small Node is Node: it computes what the large one does, in English and in all time zones.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { temporaryFolder } from './temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '../build/small-node/small-node.ts');

/** Expressions that ask ICU for something, and what else might have been cut off. */
const SAME = [
  'process.versions',
  'Intl.supportedValuesOf("timeZone").map((timeZone) => new Date(1e12).toLocaleString("en", { timeZone, dateStyle: "full", timeStyle: "full" }))',
  'Intl.supportedValuesOf("currency").map((currency) => (1234.5).toLocaleString("en", { style: "currency", currency }))',
  'new Intl.DisplayNames("en", { type: "region" }).of("BR")',
  'new Intl.RelativeTimeFormat("en").format(-3, "day") + new Intl.ListFormat("en").format(["a", "b", "c"])',
  '["é", "z", "A", "a"].sort(new Intl.Collator("en").compare)',
  '[...new Intl.Segmenter("en", { granularity: "sentence" }).segment("One. Two!")].length',
  '["NFC", "NFD", "NFKC", "NFKD"].map((form) => "ﬁ é ½".normalize(form))',
  '"ǅ ß İ".toUpperCase() + "ǅ ẞ İ".toLowerCase() + /\\p{Script=Greek}/u.test("α")',
  'new URL("http://bücher.example/").href',
  '["utf-8", "utf-16le", "utf-16be", "latin1"].map((name) => new TextDecoder(name).decode(Buffer.from("aébc")))',
  'require("node:zlib").gzipSync("a".repeat(1000)).length',
  'new (require("node:sqlite").DatabaseSync)(":memory:").prepare("SELECT upper(?) AS a").get("x")',
  'require("node:crypto").createHash("sha256").update("a").digest("hex")',
  'structuredClone(new Map([[1, { a: [new Date(0)] }]])).get(1)',
  'try { null.x } catch (error) { error.stack.split("\\n").length > 1 }',
  'new WebAssembly.Module(Buffer.from("0061736d01000000", "hex")) instanceof WebAssembly.Module',
];

test('computes what the large one computes', (t) => {
  const [small, large] = [makeSmall(t), process.execPath].map((program) => answersOf(program, ...SAME));

  for (const [index, expression] of SAME.entries()) {
    assert.equal(small?.[index], large?.[index], expression);
  }
});

test('is a third smaller, and the same every time', (t) => {
  const small = makeSmall(t);

  const largeBytes = statSync(process.execPath).size;
  assert.ok(statSync(small).size < largeBytes * 0.67, `${statSync(small).size} of ${largeBytes} bytes`);
  assert.deepEqual(readFileSync(makeSmall(t)), readFileSync(small));
});

test('knows no language but English, and does not say otherwise', (t) => {
  const small = makeSmall(t);

  const [supported, number, encoding] = answersOf(
    small,
    'Intl.DateTimeFormat.supportedLocalesOf(["de", "zh", "en"])',
    '(1234.5).toLocaleString("de")',
    'try { new TextDecoder("shift_jis") } catch (error) { error.code }',
  );

  assert.equal(supported, "[ 'en' ]");
  assert.equal(number, "'1,234.5'");
  assert.match(encoding ?? '', /ERR_ENCODING_NOT_SUPPORTED/);
});

for (const [what, content, said] of [
  ['no program', 'some text', 'there is no data of ICU in this program'],
  ['data without a program', dataAlone(), 'this is no program for Linux of 64 bits'],
] as const) {
  test(`refuses ${what}`, (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'input'), content);

    const { status, stderr } = spawnSync(
      process.execPath,
      [SCRIPT, join(folder, 'input'), join(folder, 'output')],
      { encoding: 'utf8' },
    );

    assert.equal(status, 1);
    assert.ok(stderr.includes(said), stderr);
  });
}

function makeSmall(t: TestContext): string {
  const small = join(temporaryFolder(t), 'node');
  execFileSync(process.execPath, [SCRIPT, process.execPath, small], { stdio: 'pipe' });
  return small;
}

/** What a Node says that the expressions are, in full and in order. */
function answersOf(program: string, ...expressions: readonly string[]): string[] {
  const script = `const { inspect } = require('node:util');
    const answers = ${JSON.stringify(expressions)}.map((expression) => inspect(eval(expression), { maxArrayLength: null }));
    console.log(JSON.stringify(answers));`;
  const output = execFileSync(program, ['--disable-warning=ExperimentalWarning', '--eval', script]);
  return JSON.parse(output.toString());
}

/** A package of ICU with one table that stays and one that goes, and nothing around it. */
function dataAlone(): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt16LE(header.length, 0);
  header.writeUInt16LE(0x27da, 2);
  header.write('CmnD', 12, 'latin1');
  const names = 'x/root.res\0x/zz.res\0x/zzz.res\0';
  const contents = Buffer.alloc(4 + 8 * 3);
  contents.writeUInt32LE(3, 0);
  for (const [index, [name, bytes]] of [
    [28, 64],
    [39, 80],
    [48, 9000],
  ].entries()) {
    contents.writeUInt32LE(name ?? 0, 4 + 8 * index);
    contents.writeUInt32LE(bytes ?? 0, 8 + 8 * index);
  }
  return Buffer.concat([header, contents, Buffer.from(names), Buffer.alloc(9000)]);
}
