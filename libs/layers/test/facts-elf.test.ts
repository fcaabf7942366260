// Proves that native programs, libraries and scripts are recognised, and what they need to run.
import { openSync, readSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { observeElf } from '../src/facts/elf.ts';
import type { ElfFacts } from '../src/image-contents.ts';
import { makeElf } from './make-elf.ts';
import { observe } from './observe.ts';

const elfOf = (content: Buffer, chunkBytes?: number): ElfFacts | undefined =>
  observe('a', content, chunkBytes ? { chunkBytes } : {}).elf;

describe('a native program', () => {
  const facts = {
    machine: 'x86-64',
    interpreter: '/lib64/ld-linux-x86-64.so.2',
    needed: ['libone.so.1', 'libc.so.6'],
    runpath: ['$ORIGIN/../lib', '/opt/lib'],
    hasSymbols: true,
    hasDebugInfo: true,
  };

  test.for([
    ['64 bits, low byte first', { is64: true, isLittle: true, machine: 62 }, 'x86-64'],
    ['64 bits, high byte first', { is64: true, isLittle: false, machine: 22 }, 's390'],
    ['32 bits, low byte first', { is64: false, isLittle: true, machine: 40 }, 'arm'],
    ['32 bits, high byte first', { is64: false, isLittle: false, machine: 8 }, 'mips'],
    ['a machine that has no name here', { is64: true, isLittle: true, machine: 4711 }, 'machine-4711'],
  ] as const)('is read in the form of %s', ([, form, machine]) => {
    expect(elfOf(makeElf(form))).toEqual({ ...facts, machine });
  });

  test('is read the same in pieces of any size', () => {
    for (const chunkBytes of [1, 7, 64, 4096]) expect(elfOf(makeElf({}), chunkBytes)).toEqual(facts);
  });

  test('that is stripped has neither symbols nor debug information', () => {
    expect(elfOf(makeElf({ isStripped: true }))).toEqual({
      ...facts,
      hasSymbols: false,
      hasDebugInfo: false,
    });
  });

  test('of many megabytes is read whatever lies between its parts', () => {
    expect(elfOf(makeElf({ fillBytes: 12_000_000 }))).toEqual(facts);
  });

  test('that is static needs nothing', () => {
    const { interpreter: _, ...others } = facts;
    expect(elfOf(makeElf({ isStatic: true }))).toEqual({ ...others, needed: [], runpath: [] });
  });

  test('that is cut short, or says nonsense of itself, ends in no error', () => {
    const whole = makeElf({});
    for (let length = 0; length < whole.length; length += 13) elfOf(whole.subarray(0, length));
    for (let at = 4; at < whole.length; at++) {
      const broken = Buffer.from(whole);
      broken[at] = 0xff;
      elfOf(broken);
    }
    expect(elfOf(whole.subarray(0, 40))).toBeUndefined();
  });

  test('as large as Node is read with few bytes kept', () => {
    const { elf, grownBytes } = streamed(process.execPath);

    expect(elf?.needed).toEqual(expect.arrayContaining(['libc.so.6', 'libstdc++.so.6']));
    expect(elf?.interpreter).toMatch(/^\/lib.*\/ld-/);
    expect(grownBytes).toBeLessThan(16_000_000);
  });
});

describe('a library', () => {
  test('has a name of its own and no loader', () => {
    const { interpreter, soname } = elfOf(makeElf({ soname: 'libown.so.2' })) ?? {};

    expect({ interpreter, soname }).toEqual({ interpreter: undefined, soname: 'libown.so.2' });
  });
});

describe('a script', () => {
  test.for([
    ['#!/bin/sh\necho', '/bin/sh'],
    ['#! /usr/bin/env -S node --test\n', '/usr/bin/env -S node --test'],
    ['#!/bin/sh -e\r\n', '/bin/sh -e'],
    ['#!/bin/sh', '/bin/sh'],
    ['#![allow(dead_code)]\n', undefined],
    ['echo #!/bin/sh', undefined],
  ] as const)('that begins with %j is run by %j', ([text, interpreter]) => {
    expect(observe('a', text).interpreter).toBe(interpreter);
  });
});

function streamed(path: string): { elf: ElfFacts | undefined; grownBytes: number } {
  const before = process.memoryUsage().arrayBuffers;
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(65_536);
  const head = Buffer.alloc(4096);
  readSync(file, head, { position: 0 });
  const observer = observeElf({ path, size: statSync(path).size, mode: 0o755, head });
  let grownBytes = 0;
  for (let at = 0, length = -1; length !== 0; at += length) {
    length = readSync(file, chunk, { position: at });
    observer?.write(chunk.subarray(0, length));
    grownBytes = Math.max(grownBytes, process.memoryUsage().arrayBuffers - before);
  }
  return { elf: observer?.end().elf, grownBytes };
}
