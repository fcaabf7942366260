import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const SHELLS: AbsenceClass = {
  name: 'shells',
  sentence:
    'Programs that run commands: what an intruder looks for first. Busybox and Toybox hold one, whatever their links are called.',
  programs: listed(`
    sh bash rbash dash ash zsh zsh[0-9]* rzsh ksh ksh93 rksh mksh oksh lksh pdksh yash posh csh
    bsd-csh tcsh fish elvish nu xonsh pwsh osh ysh busybox busybox.* toybox
  `),
};
