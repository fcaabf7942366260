import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const EDITORS: AbsenceClass = {
  name: 'editors and debuggers',
  sentence:
    'Interactive tools to look around in a running container. A throw-away container beside it can bring them.',
  programs: listed(`
    vi vim vim.* nvim view ex ed nano pico emacs emacs-* joe mcedit micro hx ne less more most pager
    man mc ranger top htop btop atop watch screen tmux gdb gdbserver lldb lldb-* strace ltrace perf
    valgrind bpftrace rr dlv jdb jcmd jstack jmap jconsole py-spy expect
  `),
};
