// Proves that every key of a bake file is found, on its line, and nothing that only looks like one.
import { expect, test } from 'vitest';
import type { BakeEntry } from '../src/bake-file/entry.ts';
import { hclEntries } from '../src/bake-file/hcl-entries.ts';
import { jsonEntries } from '../src/bake-file/json-entries.ts';
import { unknownKeys } from '../src/bake-file/unknown-keys.ts';

function keys(source: string, read: (source: string) => readonly BakeEntry[] = hclEntries): string[] {
  return read(source).map(({ kind, name, labels, line, inside }) => {
    const path = [inside?.labels.join(), name, ...labels].filter(Boolean).join(' ');
    return `${line} ${kind} ${path}`;
  });
}

test('blocks and their keys are listed with their lines', () => {
  const source = 'variable "TAG" {\n  default = "x"\n}\n\ntarget "a" {\n  context = "."\n}\n';

  expect(keys(source)).toEqual([
    '1 block variable TAG',
    '2 attribute TAG default',
    '5 block target a',
    '6 attribute a context',
  ]);
});

test('keys inside of a value are fields of it, and no keys of the block', () => {
  const source =
    'target "a" {\n  contexts = {\n    "x/y" = "target:b"\n    c = "d"\n  }\n  tags = [\n    "t",\n  ]\n  call = "check"\n}\n';

  expect(keys(source)).toEqual([
    '1 block target a',
    '2 attribute a contexts',
    '3 field x/y',
    '4 field c',
    '6 attribute a tags',
    '9 attribute a call',
  ]);
});

test('braces and equals signs in comments, texts and heredocs do not count', () => {
  const source = [
    '# } a = {',
    'target "a" { // b = {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bake's own template
    '  description = "${x == "}" ? "{" : "}"} e = {"',
    '  /* f = {',
    '  */',
    '  context = <<EOT',
    '} g = {',
    'EOT',
    '  call = x == y ? "1" : "2"',
    '}',
    'group "h" {}',
  ].join('\n');

  expect(keys(source)).toEqual([
    '2 block target a',
    '3 attribute a description',
    '6 attribute a context',
    '9 attribute a call',
    '11 block group h',
  ]);
});

test('a block on one line ends where it does', () => {
  expect(keys('target "a" { context = "." }\ntarget "b" { tags = ["t"] }\n')).toEqual([
    '1 block target a',
    '1 attribute a context',
    '2 block target b',
    '2 attribute b tags',
  ]);
});

test('Windows line ends and a byte order mark change nothing', () => {
  const source = 'target "a" {\n  context = <<EOT\n} g = {\nEOT\n  tags = ["t"]\n}\n';

  expect(keys(`\uFEFF${source.replaceAll('\n', '\r\n')}`)).toEqual(keys(source));
});

test('a text may hold templates, and they texts and braces again', () => {
  const texts = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: they are bake's own templates
    '"${f("a${g("} b = {")}c")}"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: they are bake's own templates
    '"${{ k = "}" }["k"]} %{ if x }y%{ endif }"',
    '"$${ not one \\" %%{ nor this"',
    '<<END-OF\nEND-OF',
  ];
  for (const text of texts)
    expect(keys(`target "a" {\n  context = ${text}\n  call = "check"\n}\n`), text).toEqual([
      '1 block target a',
      '2 attribute a context',
      `${text.includes('\n') ? 4 : 3} attribute a call`,
    ]);
});

test('a comparison and a condition hold no fields', () => {
  expect(
    keys('target "a" {\n  secret = [x == "b" ? c : d, {\n    id : "e",\n    "src" = "f" }]\n}\n'),
  ).toEqual(['1 block target a', '2 attribute a secret', '3 field id', '4 field src']);
});

test('a bake file in JSON has the same keys as one in HCL', () => {
  const source = `{ "//": "a comment",
    "variable": { "TAG": { "default": "x" } },
    "target": [{ "a": {
      "context": ".",
      "secret": [{ "id": "x" }],
      "//": "another" } },
      { "b": { "tags": ["t"] } }],
    "X": { "y": 1 } }`;

  expect(keys(source, jsonEntries)).toEqual([
    '2 block variable TAG',
    '2 attribute TAG default',
    '3 block target a',
    '4 attribute a context',
    '5 attribute a secret',
    '5 field id',
    '7 block target b',
    '7 attribute b tags',
    '8 attribute X',
    '8 field y',
  ]);
});

test.for([
  [
    'a key of a target',
    'target "a" {\n  contex = "."\n}\n',
    '2: target "a" has an unknown key "contex"; did you mean "context"?',
  ],
  [
    'a block of a target',
    'target "a" {\n  labelz {\n  }\n}\n',
    '2: target "a" has an unknown block "labelz"; did you mean "labels"?',
  ],
  [
    'a block that should be a value',
    'target "a" {\n  args {\n    B = "c"\n  }\n}\n',
    '2: target "a" has a block "args"; write "args = {"',
  ],
  [
    'a key of a group',
    'group "a" {\n  target = ["b"]\n}\n',
    '2: group "a" has an unknown key "target"; did you mean "targets"?',
  ],
  [
    'a key of a variable',
    'variable "a" {\n  value = "b"\n}\n',
    '2: variable "a" has an unknown key "value"; bake knows default, description, type, validation',
  ],
  [
    'a block of the file',
    'tagret "a" {\n  b = 1\n}\n',
    '1: there is an unknown block "tagret"; did you mean "target"?',
  ],
  [
    'a key of a secret',
    'target "a" {\n  secret = [{ id = "b", source = "c" }]\n}\n',
    '2: secret of target "a" has an unknown key "source"; bake knows id, src, env, type',
  ],
] as const)('%s that bake skips is named with its line', ([, source, message]) => {
  expect(unknownKeys(hclEntries(source), 'bake.hcl').map((key) => key.message)).toEqual([
    `bake.hcl:${message}`,
  ]);
});

test('what bake knows, hands on or refuses by itself is left to it', () => {
  const source = [
    'X = "y"',
    'function "f" {\n  params = [n]\n  result = n\n  nonsense = 1\n}',
    'variable "v" {\n  default = "a"\n  validation {\n    condition = v != ""\n    error_message = "b"\n  }\n}',
    'target "t" {\n  ulimits = ["nofile=1"]\n  output = [{ type = "docker", nonsense = "x" }]\n  args = { contex = "y" }\n}',
  ].join('\n');

  expect(unknownKeys(hclEntries(source), 'bake.hcl')).toEqual([]);
});
