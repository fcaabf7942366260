// Proves that no file ties the repository to one machine or one network, and that READMEs stay short.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';
import { trackedFiles } from './tracked-files.ts';

const MAX_README_LINES = 60;
/** Folders that every machine has tell nothing of one, wherever the repository is cloned to. */
const COMMON = /^\/((tmp|var\/tmp|root|home|opt|srv|mnt|usr\/src|app|src)\/)?$/;
const texts = trackedFiles()
  .filter((file) => !/\.(png|jpg|ico|jar)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

/** The registries this machine uses, asked of it, since no file may name one. */
function registryHosts(): string[] {
  const ask = (command: string, ...args: string[]) => {
    try {
      return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      return ''; // the tool is not on this machine: then it names no host
    }
  };
  const addresses =
    ask('npm', 'config', 'get', 'registry') + ask('apt-get', 'indextargets', '--format', '$(REPO_URI)');
  return [
    ...new Set([...addresses.matchAll(/^[a-z]+:\/\/([^/\s]+\.[^/\s]+)/gm)].map(([, host = '']) => host)),
  ];
}

test('no file names the host of a package registry', () => {
  const hosts = registryHosts();

  const found = texts.flatMap(({ file, text }) =>
    hosts.filter((host) => text.includes(host)).map((host) => `${file}: ${host}`),
  );

  expect(hosts.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test('no file holds a path of the machine it was written on', () => {
  const folders = [`${ROOT}/`, `${dirname(ROOT)}/`, `${homedir()}/`].filter((folder) => !COMMON.test(folder));

  const found = texts.flatMap(({ file, text }) =>
    folders.filter((folder) => text.includes(folder)).map((folder) => `${file}: ${folder}`),
  );

  expect(found).toEqual([]);
});

test('no file holds a fixed IP address, but for loopback and any', () => {
  // Documentation and test addresses (RFC 5737) name no machine.
  const allowed =
    /^(127\.0\.0\.\d+|0\.0\.0\.0|255\.255\.255\.255|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+)$/;
  const address = /(?<![\d.\w-])(?:\d{1,3}\.){3}\d{1,3}(?![\d.\w-])/g;

  const found = texts
    .filter(({ file }) => !/package-lock\.json$|go\.sum$|sha\d+$|checksums/.test(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(address)].filter(([ip]) => !allowed.test(ip)).map(([ip]) => `${file}: ${ip}`),
    );

  expect(found).toEqual([]);
});

test('a README of a project has at most 60 lines', () => {
  const long = texts
    .filter(({ file }) => /.\/README\.md$/.test(file))
    .map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_README_LINES);

  expect(long).toEqual([]);
});

test('every project has a README', () => {
  const files = trackedFiles();
  const projects = [
    ...new Set(
      files
        .map((file) => /^(apps|libs|tools|docker)\/[^/]+\/(?=.)/.exec(file)?.[0])
        .filter((one) => one !== undefined),
    ),
  ];

  expect(projects.length).toBeGreaterThan(10);
  expect(projects.filter((project) => !files.includes(`${project}README.md`))).toEqual([]);
});

test('links between documents lead somewhere', () => {
  const files = new Set(trackedFiles());
  const folders = new Set([...files].map((file) => dirname(file)));
  const dead = texts
    .filter(({ file }) => file.endsWith('.md'))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => ({ file, target, path: join(dirname(file), target).replace(/\/$/, '') })),
    )
    .filter(({ path }) => !files.has(path) && !folders.has(path));

  expect(dead).toEqual([]);
});
