import { isIP } from 'node:net';

/** Formats of text that a schema may ask for, by name. */
export const ip = (value: string): boolean => isIP(value) !== 0;
