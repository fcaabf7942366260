import { posix } from 'node:path';
import type { DeclaredAnswer, Description, Operation } from './description.ts';
import type { Answer, NoAnswer, Request } from './request/request.ts';

/** What was asked and how it was answered: `GET /picture/{date} 404`. */
export type Seen = Set<string>;

/** The longest head that every service takes, and the longest body of access-log: over that a connection may be cut. */
const SMALL_BYTES = 15_000;

/** Everything about an answer that its service's description does not say. Empty is good. */
export function judgeAnswer(
  description: Description,
  request: Request,
  answer: Answer | NoAnswer,
  seen?: Seen,
): string[] {
  if (answer.status === null) {
    const isLarge = (request.body?.length ?? 0) + JSON.stringify(request.headers).length > SMALL_BYTES;
    if (isLarge && /ECONNRESET|EPIPE/.test(answer.reason)) return [];
    // Go's parser refuses a HEAD that it cannot read with a body, which no client can make sense of.
    if (request.method === 'HEAD' && answer.reason === 'HPE_CLOSED_CONNECTION') return [];
    return [`no answer: ${answer.reason}`];
  }
  const operations = described(description, request.target);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const operation = operations.find((one) => one.method === method);
  const found = operation
    ? judgeDeclared(operation, request, answer, seen)
    : judgeUndeclared(description, operations, request, answer);
  const isFault = answer.status >= 500 && !operation?.answers.has(answer.status);
  return [...(isFault ? [`status ${answer.status}`] : []), ...found];
}

/** What is described for a path, as it is sent. A path has one spelling, and an encoded slash is part of a name. */
function described({ operations }: Description, target: string): readonly Operation[] {
  const [path = ''] = target.split('?');
  const segments = path.split('/').map(decode);
  const decoded = segments.join('/');
  const isClean = posix.normalize(decoded) === decoded && (decoded === '/' || !decoded.endsWith('/'));
  if (!isClean || /%(?![0-9a-f]{2})/i.test(path)) return [];
  return operations.filter((one) => {
    const wanted = one.path.split('/');
    const isSame = (segment: string, index: number) =>
      segment.startsWith('{') ? segments[index] !== '' : segments[index] === segment;
    return wanted.length === segments.length && wanted.every(isSame);
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return `${text} is no UTF-8`;
  }
}

function judgeDeclared(operation: Operation, request: Request, answer: Answer, seen?: Seen): string[] {
  const { status } = answer;
  const name = `${operation.method} ${operation.path}`;
  const declared = operation.answers.get(status);
  // A head that is too long never gets as far as the operation.
  if (!declared && isTooLong(request, status)) return [];
  if (!declared) return [`${name} declares no status ${status}`];
  seen?.add(`${name} ${status}`);
  return [...judgeHeaders(declared, answer), ...judgeBody(declared, request, answer)];
}

function judgeHeaders({ headers }: DeclaredAnswer, answer: Answer): string[] {
  return [...headers].flatMap(([name, check]) => {
    const value = answer.headers[name];
    return check(value) ? [] : [`header ${name} is ${JSON.stringify(value)}: ${errorsOf(check)}`];
  });
}

function judgeBody({ bodies }: DeclaredAnswer, request: Request, answer: Answer): string[] {
  if (request.method === 'HEAD') return answer.body.length === 0 ? [] : ['the answer to HEAD has a body'];
  if (bodies.size === 0) return answer.body.length === 0 ? [] : ['there is a body, and none is declared'];
  const type = mediaType(answer);
  if (!bodies.has(type)) return [`content type "${type}", declared: ${[...bodies.keys()].join(', ')}`];
  const check = bodies.get(type);
  if (!check) return [];
  const text = answer.body.toString();
  const isJson = type.endsWith('json');
  const value = isJson ? parse(text) : text;
  if (check(value)) return isJson && isProblem(type) ? judgeStatus(value, answer.status) : [];
  return [`body ${text.slice(0, 200)}: ${errorsOf(check)}`];
}

/** Nothing is described there: 404, or 400 where the path cannot be read; 405 where other methods are. */
function judgeUndeclared(
  { isProblem: check }: Description,
  others: readonly Operation[],
  request: Request,
  answer: Answer,
): string[] {
  const { status } = answer;
  // TRACE shows a request to whoever asks, and so is refused everywhere by some servers.
  const isRefused = others.length > 0 || (request.method === 'TRACE' && status === 405);
  const allowed = isRefused ? [405] : [404, 400];
  if (isTooLong(request, status)) return [];
  if (!allowed.includes(status))
    return [`status ${status}, expected ${allowed.join(' or ')}: nothing like it is described`];
  if (status === 405 && !answer.headers.allow) return ['a 405 without Allow'];
  if (request.method === 'HEAD') return answer.body.length === 0 ? [] : ['the answer to HEAD has a body'];
  const type = mediaType(answer);
  // What Go's parser says to what is no address at all.
  if (type === 'text/plain' && status === 400) return [];
  if (!isProblem(type)) return [`content type "${type}", expected problem details`];
  const problem = parse(answer.body.toString());
  return check(problem) ? judgeStatus(problem, status) : [`problem: ${errorsOf(check)}`];
}

function isTooLong(request: Request, status: number): boolean {
  return (
    [400, 431].includes(status) &&
    JSON.stringify(request.headers).length + request.target.length > SMALL_BYTES
  );
}

function judgeStatus(problem: unknown, status: number): string[] {
  const said = (problem as { status?: unknown }).status;
  return said === status ? [] : [`the problem says ${said}, the answer ${status}`];
}

const isProblem = (type: string) => type === 'application/problem+json';

function mediaType({ headers }: Answer): string {
  return (
    String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorsOf({
  errors,
}: {
  errors?: readonly { instancePath: string; message?: string }[] | null;
}): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`).join('; ');
}
