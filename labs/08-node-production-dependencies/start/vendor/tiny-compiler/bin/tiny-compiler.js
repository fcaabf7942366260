#!/usr/bin/env node
// Takes the types out of src/*.ts, and writes dist/*.js.
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { stripTypeScriptTypes } = require('node:module');

process.removeAllListeners('warning');
mkdirSync('dist', { recursive: true });
for (const file of readdirSync('src')) {
  writeFileSync(`dist/${file.replace(/ts$/, 'js')}`, stripTypeScriptTypes(readFileSync(`src/${file}`, 'utf8')));
}
