/** The project that a file lies in, by its path alone. */
export function projectOf(file: string): string | undefined {
  const [top = '', folder = ''] = file.split('/');
  if (top === 'apps' || top === 'libs' || top === 'tools') return folder;
  if (top === 'docker' && file.split('/').length > 2) return `image-${folder}`;
  if (top === 'test') return `test-${folder}`;
  return top === 'labs' ? 'course' : undefined;
}

/** The folders of Vitest's tests, as their project is called. */
export function testedFolders(files: readonly string[]): ReadonlyMap<string, string> {
  const tests = files.filter((file) => /^((libs|tools)\/[^/]+\/test|test\/[^/]+)\/.*\.test\.ts$/.test(file));
  const folders = tests.map((file) => file.split('/').slice(0, 2).join('/'));
  return new Map(folders.map((folder) => [projectOf(`${folder}/`) ?? folder, folder]));
}
