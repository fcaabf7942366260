import { ABSENCE_DEFECTS } from './absence-defects.ts';
import { CONFIG_DEFECTS } from './config-defects.ts';
import type { Defect } from './defect.ts';
import { FILE_DEFECTS } from './file-defects.ts';
import { SIZE_DEFECTS } from './size-defects.ts';

const SECTIONS = [SIZE_DEFECTS, FILE_DEFECTS, ABSENCE_DEFECTS, CONFIG_DEFECTS];

/** One of each section of a contract. */
export const FIRST_DEFECTS: readonly Defect[] = SECTIONS.flatMap((section) => section.slice(0, 1));
/** All the others. */
export const OTHER_DEFECTS: readonly Defect[] = SECTIONS.flatMap((section) => section.slice(1));
