export { formatBytes, parseBytes } from './byte-size.ts';
