import { z } from 'zod';
import type { PackageFacts } from '../../image-contents.ts';

const named = z.object({ name: z.string(), version: z.string() });

/** Of `vendor/composer/installed.json`; the first version of Composer wrote the list alone. */
export function composerPackages(text: string): PackageFacts[] {
  const list = z.array(named);
  const found = parse(
    z.union([list, z.object({ packages: list }).transform(({ packages }) => packages)]),
    text,
  );
  return (found ?? []).map(({ name, version }) => ({ type: 'composer', name, version }));
}

const libraries = z.object({ libraries: z.record(z.string(), z.object({ type: z.string() })) });

/** Of `App.deps.json`: the packages that a program of .NET was built with, and not the program itself. */
export function dotnetPackages(text: string): PackageFacts[] {
  const entries = Object.entries(parse(libraries, text)?.libraries ?? {});
  return entries.flatMap(([key, { type }]): PackageFacts[] => {
    const [name, version] = key.split('/');
    return type === 'package' && name && version ? [{ type: 'nuget', name, version }] : [];
  });
}

/** Of `conda-meta/numpy-2.1.0-py312.json`. */
export function condaPackage(text: string): PackageFacts[] {
  const found = parse(named.extend({ files: z.array(z.string()).optional() }), text);
  return found ? [{ type: 'conda', name: found.name, version: found.version }] : [];
}

/** Nothing when it is no JSON, or another kind of it. */
function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
