import type { PackageFacts } from '../../image-contents.ts';

/** Of a package.json in a folder of node_modules. Nothing when it is no JSON, or says neither name nor version. */
export function nodePackage(text: string): PackageFacts[] {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null) return [];
    const { name, version } = content as { readonly name?: unknown; readonly version?: unknown };
    if (typeof name !== 'string' || typeof version !== 'string') return [];
    return [{ type: 'npm', name, version }];
  } catch {
    return [];
  }
}
