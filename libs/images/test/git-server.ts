import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GitServer extends AsyncDisposable {
  /** Of a repository with these files on its branch `main`. Any other is not found. */
  readonly url: string;
}

/** Git's own server behind a port of this machine, which the builder reaches as any other. */
export async function gitServer(files: Readonly<Record<string, string>>): Promise<GitServer> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-git-'));
  const git = (...args: string[]) => execFileSync('git', ['-C', join(folder, 'shop.git'), ...args]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(folder, 'shop.git')]);
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, 'shop.git', path), text);
  git('add', '--all');
  git(
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@drydock.invalid',
    'commit',
    '--quiet',
    '--message=files',
  );
  const server = createServer((request, response) => void answer(folder, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/shop.git`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true });
    },
  };
}

/** As a web server calls a program: what it prints are the head and the body of the answer. */
async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://here');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const said = Buffer.concat(await child.stdout.toArray());
  const end = said.indexOf('\r\n\r\n');
  for (const line of said.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(': ', 2);
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(said.subarray(end + 4));
}
