import type { PackageFacts } from '../../image-contents.ts';

/** Of `lib/apk/db/installed`: a line is a letter, a colon and a value, and an empty line ends a package. */
export function alpinePackages(text: string): PackageFacts[] {
  return text.split(/\n\n+/).flatMap((block) => {
    let [name, version, folder] = ['', '', ''];
    const files: string[] = [];
    for (const line of block.split('\n')) {
      const value = line.slice(2);
      if (line.startsWith('P:')) name = value;
      if (line.startsWith('V:')) version = value;
      if (line.startsWith('F:')) folder = value;
      if (line.startsWith('R:')) files.push(folder === '' ? value : `${folder}/${value}`);
    }
    return name === '' ? [] : [{ type: 'apk', name, version, files }];
  });
}
