import type { Request } from './request.ts';

/** The command that sends a request again. */
export function curlCommand(url: string, { method, target, headers, body }: Request): string {
  const parts = ['curl', '--include', '--path-as-is', '--globoff', '--max-time', '30'];
  parts.push(...(method === 'HEAD' ? ['--head'] : ['--request', quote(Buffer.from(method))]));
  for (const [name, value] of headers)
    parts.push('--header', quote(Buffer.from(value === '' ? `${name};` : `${name}: ${value}`, 'latin1')));
  if (body) parts.push('--data-binary', quote(body));
  return [...parts, quote(Buffer.from(url + target, 'latin1'))].join(' ');
}

/** For bash, whose $'…' takes every byte but NUL. */
function quote(bytes: Buffer): string {
  const isPlain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x27);
  if (isPlain) return `'${bytes.toString('latin1')}'`;
  const written = (byte: number) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`;
  return `$'${[...bytes].map(written).join('')}'`;
}
