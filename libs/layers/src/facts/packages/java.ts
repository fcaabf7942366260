import { posix } from 'node:path';
import { unzipSync } from 'fflate';
import type { PackageFacts } from '../../image-contents.ts';

const PROPERTIES = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const PROPERTIES_LIMIT_BYTES = 64_000;
const NESTED = /^(?:BOOT-INF|WEB-INF)\/lib(?:-provided)?\/[^/]+\.jar$/;

/**
 * What is in a jar, its own artefact first: what Maven noted inside, and the libraries packed into it by their
 * file names. Where Maven noted nothing, the name of the file says it.
 */
export function javaPackages(path: string, content: Buffer): PackageFacts[] {
  const { noted, nested } = readJar(content);
  const own = byFileName(path);
  const isOwn = ({ name, version }: PackageFacts) =>
    own !== undefined && name.endsWith(`:${own.name}`) && version === own.version;
  const first = noted.find(isOwn) ?? (noted.length === 1 ? noted[0] : own);
  const others = noted.filter((one) => one !== first);
  return [...(first ? [first] : []), ...others, ...nested.flatMap((name) => byFileName(name) ?? [])];
}

/** `spring-core-7.0.1.jar`: the version begins at the first hyphen with a digit behind it. */
export function byFileName(path: string): PackageFacts | undefined {
  const { name, version } =
    /^(?<name>.+?)-(?<version>\d[\w.+-]*)\.[jwe]ar$/.exec(posix.basename(path))?.groups ?? {};
  return name && version ? { type: 'maven', name, version } : undefined;
}

function readJar(content: Buffer): { readonly noted: PackageFacts[]; readonly nested: readonly string[] } {
  const nested: string[] = [];
  try {
    const files = unzipSync(content, {
      filter: ({ name, originalSize }) => {
        if (NESTED.test(name)) nested.push(name);
        return PROPERTIES.test(name) && originalSize <= PROPERTIES_LIMIT_BYTES;
      },
    });
    return {
      noted: Object.values(files).flatMap((bytes) => properties(Buffer.from(bytes).toString('latin1'))),
      nested,
    };
  } catch {
    return { noted: [], nested: [] }; // no zip, or a broken one
  }
}

function properties(text: string): PackageFacts[] {
  const value = (key: string) => new RegExp(`^${key}\\s*[=:]\\s*(.*\\S)`, 'm').exec(text)?.[1];
  const [group, artifact, version] = ['groupId', 'artifactId', 'version'].map(value);
  return group && artifact && version ? [{ type: 'maven', name: `${group}:${artifact}`, version }] : [];
}
