// Makes Node's program small: `node small-node.ts <program> <small program>`.
// Of the tables for all languages and regions of the world it keeps English ones, as Node does when it
// is built with `small-icu`; and it leaves out what only a debugger reads. What is left is not changed.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { cutOut } from './elf.ts';
import { findPackage, packItems } from './icu-package.ts';
import { isKept } from './kept-items.ts';

const [, , input = process.execPath, output = 'node'] = process.argv;

const program = readFileSync(input);
const { start, items } = findPackage(program);
const kept = items.filter(({ name }) => isKept(name));
const packed = packItems(program, kept);
const end = items.at(-1)?.end ?? start;
if (start + packed.length >= end) throw new Error(`${input}: ICU's package holds nothing that could go`);

// The small package stands where the large one stood, and the rest of that goes.
program.set(packed, start);
const small = cutOut(program, { from: start + packed.length, to: end });
writeFileSync(output, small);
chmodSync(output, 0o755);
