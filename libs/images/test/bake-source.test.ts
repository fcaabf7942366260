// Proves that every key of a bake file is found, on its line, and nothing that only looks like one.
import { expect, test } from 'vitest';
import { readBakeSource } from '../src/bake-source.ts';

function keys(source: string): string[] {
  return readBakeSource(source).map(({ kind, name, labels, line, inside }) => {
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

test('keys inside of a value are no keys of the block', () => {
  const source =
    'target "a" {\n  contexts = {\n    "x/y" = "target:b"\n    c = "d"\n  }\n  tags = [\n    "t",\n  ]\n  call = "check"\n}\n';

  expect(keys(source)).toEqual([
    '1 block target a',
    '2 attribute a contexts',
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
