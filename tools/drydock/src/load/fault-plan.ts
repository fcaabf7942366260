import { DrydockError, nearestName } from '@drydock/engine';
import type { Fault, Service } from '@drydock/stack';

/** The faults that need no figures. All others are for tests: docs/faults.md. */
const KINDS: Readonly<Record<string, (service: Service) => Promise<Fault>>> = {
  killed: (service) => service.killed(),
  stopped: (service) => service.stopped(),
  restarted: (service) => service.restarted(),
  paused: (service) => service.paused(),
  disconnected: (service) => service.disconnected(),
  refused: (service) => service.unreachable({ by: 'refusal' }),
  reset: (service) => service.unreachable({ by: 'reset' }),
  silent: (service) => service.unreachable({ by: 'silence' }),
};

/** Those that a proxy does. To put it in front of a service breaks connections, which is not what is asked for. */
const BY_PROXY: readonly string[] = ['refused', 'reset', 'silent'];

/** One fault of one service, some time after the load began. */
export interface PlannedFault {
  /** As it was written. */
  readonly text: string;
  readonly kind: string;
  readonly service: string;
  readonly afterMs: number;
  /** Until it is healed. Without it, the fault lasts as long as the load. */
  readonly lastsMs: number | undefined;
}

const TIME = String.raw`\d+(?:\.\d+)?`;
const FORM = new RegExp(
  `^(?<kind>[^:@+]+):(?<service>[^:@+]+)@(?<after>${TIME})s(?:\\+(?<lasts>${TIME})s)?$`,
);

/** Reads `killed:accesslog@5s`, or `killed:accesslog@5s+3s` for one that lasts 3 s. */
export function parseFault(text: string): PlannedFault {
  const { kind, service, after, lasts } = FORM.exec(text)?.groups ?? {};
  if (kind === undefined || service === undefined)
    throw new DrydockError('usage', `"${text}" is no fault to plan`, {
      nextStep: 'write what, of which service, when and how long: killed:accesslog@5s+3s',
    });
  if (!Object.hasOwn(KINDS, kind)) throw unknownKind(kind);
  return {
    text,
    kind,
    service,
    afterMs: Number(after) * 1_000,
    lastsMs: lasts === undefined ? undefined : Number(lasts) * 1_000,
  };
}

/** What has to be there before the load begins. */
export async function prepareFault({ kind }: PlannedFault, service: Service): Promise<void> {
  if (BY_PROXY.includes(kind)) await service.proxied();
}

export function beginFault({ kind }: PlannedFault, service: Service): Promise<Fault> {
  return (KINDS[kind] ?? (() => Promise.reject(unknownKind(kind))))(service);
}

export function faultKinds(): string[] {
  return Object.keys(KINDS);
}

function unknownKind(kind: string): DrydockError {
  const nearest = nearestName(kind, faultKinds());
  const hint = nearest ? `; did you mean "${nearest}"?` : '';
  return new DrydockError('unknown-name', `no fault is called "${kind}"${hint}`, {
    nextStep: `there are ${faultKinds().join(', ')}`,
  });
}
