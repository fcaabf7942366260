import { DrydockError, listedNames, nearestName } from '@drydock/engine';

interface BakeRefusal {
  readonly stderr: string;
  readonly file: string;
  /** Targets and groups of the bake file, when it could be read that far. */
  readonly names: readonly string[];
  readonly wanted: readonly string[];
}

/** Turns what bake says about its own file, or about a name it does not know, into one clear line. */
export function bakeError({ stderr, file, names, wanted }: BakeRefusal): DrydockError {
  const message = errorLine(stderr);
  const unknown = /^failed to find target (?<name>\S+)/.exec(message)?.groups?.name;
  if (unknown !== undefined && names.length === 0)
    return new DrydockError('bake-file', `${file} defines no target, so there is nothing to build`);
  if (unknown !== undefined && wanted.includes(unknown)) return unknownTarget(unknown, names);
  if (unknown !== undefined) {
    return new DrydockError('bake-file', `${file} refers to a target "${unknown}" that it does not define`, {
      nextStep: nextStepFor(unknown, names),
    });
  }
  const input = missingInput(message, file);
  if (input) return input;
  // `docker/bake.hcl:2,15-19: Unknown variable; There is no variable named "X".`: the columns help nobody.
  const placed = /^(?<path>.+?):(?<line>\d+),[\d,-]+: (?<what>.*)$/.exec(message)?.groups;
  if (placed) {
    const what = placed.what?.replace(/\.(, and \d+ other diagnostic\(s\))?$/, '');
    return new DrydockError('bake-file', `${file}:${placed.line}: ${what}`, { evidence: excerpt(stderr) });
  }
  return new DrydockError('bake-file', `${file} cannot be used: ${message}`, { evidence: excerpt(stderr) });
}

/** What a target takes of this machine is looked for before anything is built. */
function missingInput(message: string, file: string): DrydockError | undefined {
  if (message.startsWith('failed to convert agent config')) {
    const key = /(?:failed to parse|stat) (?<path>[^:]+): /.exec(message)?.groups?.path;
    const what = key === undefined ? 'SSH_AUTH_SOCK names none' : `"${key}" is neither one nor a key`;
    return new DrydockError('bake-file', `a target of ${file} asks for an ssh agent (\`ssh\`), and ${what}`, {
      nextStep: 'start one and give it a key: eval "$(ssh-agent)" && ssh-add',
    });
  }
  const path = /^failed to stat (?<path>.+): stat .*: no such file or directory$/.exec(message)?.groups?.path;
  if (path === undefined) return undefined;
  return new DrydockError('bake-file', `a secret of ${file} comes from "${path}", which is not there`, {
    nextStep: `write that file, or correct \`secret\` in ${file}`,
  });
}

function unknownTarget(name: string, names: readonly string[]): DrydockError {
  const nearest = nearestName(name, names);
  const question = nearest ? `; did you mean "${nearest}"?` : '';
  return new DrydockError('unknown-name', `unknown target "${name}"${question}`, {
    nextStep: `choose among: ${listedNames(names)}`,
  });
}

function nextStepFor(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest ? `did you mean "${nearest}"?` : `the targets are: ${listedNames(names)}`;
}

/** The `ERROR: …` that buildx ends with, without the word itself. */
export function errorLine(stderr: string): string {
  const lines = stderr.split('\n');
  const start = lines.findLastIndex((line) => line.startsWith('ERROR: '));
  return start < 0 ? stderr.trim() : lines.slice(start).join('\n').slice('ERROR: '.length).trim();
}

/** The marked lines of the file that buildx prints above its error. */
function excerpt(stderr: string): string[] {
  return stderr.split('\n').filter((line) => /^\s*\d+ \| /.test(line));
}
