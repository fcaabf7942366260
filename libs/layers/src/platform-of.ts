import type { ImageConfig } from './image-contents.ts';

/** As containerd writes it: `linux/arm/v7`, `windows(10.0.20348.2113)/amd64`. */
export function platformOf({
  os,
  architecture,
  variant,
  osVersion,
}: Pick<ImageConfig, 'os' | 'architecture' | 'variant' | 'osVersion'>): string {
  return [osVersion ? `${os}(${osVersion})` : os, architecture, variant].filter(Boolean).join('/');
}
