import type { FailureCause } from '../build-failure.ts';
import type { Instruction, Stage } from '../dockerfile.ts';
import { placeOf, type Scene } from './scene.ts';

/** An ARG above the first FROM is for FROM lines alone, and one below it for its own stage alone. */
export function unseenArgumentCause(scene: Scene): FailureCause | undefined {
  const { instruction, stage } = scene;
  // What ONBUILD leaves to others is run among their arguments.
  if (!instruction || !stage || instruction.keyword === 'ONBUILD') return undefined;
  return instruction.keyword === 'FROM'
    ? belowFrom(scene, instruction)
    : aboveFrom(scene, instruction, stage);
}

function aboveFrom(scene: Scene, instruction: Instruction, stage: Stage): FailureCause | undefined {
  const script = [instruction.text, ...instruction.heredocs.map(({ content }) => content)].join('\n');
  const seen = declaredIn(scene, stage, instruction.firstLine);
  for (const global of scene.dockerfile.globals) {
    const [name] = namesOf(global);
    if (name === undefined || seen.has(name) || !uses(script, name) || sets(script, name)) continue;
    return {
      text:
        `ARG ${name} stands above the first FROM (${placeOf(scene, global.firstLine)}): only FROM lines see it, ` +
        'and a stage has no value for it unless it declares it too, or its base image sets it',
      nextStep: `add the line "ARG ${name}" to stage "${stage.name}", below its FROM (${placeOf(scene, stage.instructions[0]?.firstLine ?? 1)})`,
    };
  }
  return undefined;
}

function belowFrom(scene: Scene, from: Instruction): FailureCause | undefined {
  const globals = new Set(scene.dockerfile.globals.flatMap(namesOf));
  const inStages = scene.dockerfile.stages.flatMap(({ instructions }) =>
    instructions.filter(({ keyword, firstLine }) => keyword === 'ARG' && firstLine < from.firstLine),
  );
  const declared = inStages.find((each) =>
    namesOf(each).some((name) => !globals.has(name) && uses(from.text, name)),
  );
  if (!declared) return undefined;
  const name = namesOf(declared).find((each) => uses(from.text, each));
  return {
    text: `ARG ${name} stands in a stage (${placeOf(scene, declared.firstLine)}): FROM sees only what stands above the first FROM`,
    nextStep: `move the line "ARG ${name}" above the first FROM, and build again`,
  };
}

/** The variables that a stage has at a line: its own, and those of the stages of this file that it is built FROM. */
function declaredIn({ dockerfile: { stages } }: Scene, stage: Stage, line: number): Set<string> {
  const names = new Set<string>();
  for (let at: Stage | undefined = stage; at; ) {
    for (const each of at.instructions)
      if (/^(ARG|ENV)$/.test(each.keyword) && each.firstLine < line)
        for (const name of namesOf(each)) names.add(name);
    const base: string | undefined = /^\S+\s+(?:--\S+\s+)*(?<base>\S+)/.exec(at.instructions[0]?.text ?? '')
      ?.groups?.base;
    at = stages.slice(0, stages.indexOf(at)).find(({ name }) => name === base?.toLowerCase());
  }
  return names;
}

/** Of `ARG A=1 B`, `ENV A=1` and the old `ENV A 1`. */
function namesOf({ keyword, text }: Instruction): string[] {
  const words = text.split(/\s+/).slice(1);
  const isOld = keyword === 'ENV' && !words[0]?.includes('=');
  return (isOld ? words.slice(0, 1) : words).flatMap((word) => /^[A-Za-z_]\w*/.exec(word)?.[0] ?? []);
}

function uses(text: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}\\b|\\{${name}\\b)`).test(text);
}

/** By the script itself. */
function sets(text: string, name: string): boolean {
  return new RegExp(`(?:^|[\\s;&|(])(?:read (?:-\\w )*|for )?${name}(?:=| in )`, 'm').test(text);
}
