/** An entry of an image's history, as an instruction of a Dockerfile. */
export interface HistoryLine {
  /** In capitals. Empty when the entry does not tell. */
  readonly keyword: string;
  /** What follows the keyword. The script of a RUN without the shell that runs it. */
  readonly rest: string;
}

const KEYWORD =
  /^(?<keyword>ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+(?<rest>[\s\S]*)$/;
/** `|2 A=1 B=two words ` before a shell: the arguments of the build that the instruction could see. */
const BUILD_ARGUMENTS = /^\|\d+ (?:[\s\S]*?(?=\/(?:usr\/)?bin\/(?:ba|a|da|z)?sh )|[\s\S]*?(?=\/\S+ ))/;
const SHELL = /^(?:\/bin\/(?:ba|a|da|z)?sh|\/usr\/bin\/(?:ba|z)sh)(?: -\w+)* -\w*c /;
/** How the builder before BuildKit marks what it did without a container. */
const NO_CONTAINER = /^(?:\/bin\/sh -c )?#\(nop\)\s*/;

/** Reads what BuildKit, the builder before it, and others that follow them wrote into an image. */
export function historyLine(createdBy: string): HistoryLine {
  const plain = createdBy.replace(/\s*# buildkit$/, '').trim();
  const instruction = plain.replace(NO_CONTAINER, '');
  const { keyword, rest = '' } = KEYWORD.exec(instruction)?.groups ?? {};
  if (keyword !== undefined && keyword !== 'RUN') return { keyword, rest: rest.trim() };
  const command = (keyword === 'RUN' ? rest : plain).replace(BUILD_ARGUMENTS, '');
  const isRun = keyword === 'RUN' || SHELL.test(command);
  return isRun ? { keyword: 'RUN', rest: command.replace(SHELL, '').trim() } : { keyword: '', rest: plain };
}
