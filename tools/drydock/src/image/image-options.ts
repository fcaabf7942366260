import type { Command } from 'commander';

export const IMAGE_ARGUMENT = 'an image of the engine, or the path of an archive or an OCI folder';

/** The options of every command that reads images. */
export function withReadOptions(command: Command): Command {
  return command
    .option('--platform <platform>', 'which one of an archive for several: linux/arm64')
    .option('--pull', 'let the engine pull an image that it does not have');
}

/** The options of every command that tells of Dockerfile lines. */
export function withSourceOptions(command: Command): Command {
  return withReadOptions(command)
    .option('--dockerfile <file>', 'what it was built from, when it is none of docker/bake.hcl')
    .option('--stage <stage>', 'the stage of that Dockerfile; the last one by default');
}
