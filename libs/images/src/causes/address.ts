import type { FailureCause } from '../build-failure.ts';
import { isAddress } from '../target-files.ts';
import type { Scene } from './scene.ts';

const ABSENT = /failed to fetch remote |repository does not contain ref /;

/** A repository that answers, and does not give what the bake file asks for. */
export function addressCause({ failure, plan, target }: Scene): FailureCause | undefined {
  if (!isAddress(target.context) || !ABSENT.test(failure.message)) return undefined;
  const reason = /(?:^(?:fatal|error|remote): |(?=repository does not))(?<reason>[^\n,]*)/m.exec(
    failure.message,
  )?.groups?.reason;
  return {
    text: `the builder cannot fetch ${target.context}${reason === undefined ? '' : `: ${reason}`}`,
    nextStep:
      `check the address in ${plan.file}, its branch, and who may read it: ` +
      'BUILDX_BAKE_GIT_AUTH_TOKEN hands a token to the builder, and an address of ssh takes your agent',
  };
}
