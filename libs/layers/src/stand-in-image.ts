const BLOCK = 512;

/**
 * An archive for `docker image load` that holds no layer: the engine takes those that it has already. It makes an image
 * that stands in for another one, so that nothing that is done to it can harm the other.
 */
export function standInArchive(
  name: string,
  diffIds: readonly string[],
  labels: Record<string, string>,
): string {
  const config = {
    architecture: 'amd64', // says nothing here
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: diffIds },
  };
  const layers = diffIds.map((_, index) => `${index}.tar`); // never opened
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: layers }];
  const end = '\0'.repeat(2 * BLOCK);
  return (
    tarMember('config.json', JSON.stringify(config)) +
    tarMember('manifest.json', JSON.stringify(manifest)) +
    end
  );
}

/** All of it is ASCII. */
function tarMember(name: string, content: string): string {
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  const before = name.padEnd(100, '\0') + octal(0o644, 7) + octal(0, 7) + octal(0, 7);
  const until = before + octal(content.length, 11) + octal(0, 11);
  const after = `0${'\0'.repeat(100)}ustar\x0000`.padEnd(BLOCK - until.length - 8, '\0');
  const sum = [...`${until}        ${after}`].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const padding = '\0'.repeat((BLOCK - (content.length % BLOCK)) % BLOCK);
  return `${until}${octal(sum, 6)} ${after}${content}${padding}`;
}
