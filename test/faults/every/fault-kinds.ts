import { ANSWERS, type Fault, type Service } from '@drydock/stack';

type FaultKinds = Readonly<Record<string, (service: Service) => Promise<Fault>>>;

/** Of memory, in which none of the services can do all of its work. */
const LITTLE_MEMORY_BYTES = 6_300_000;

/** What is done to a service's process, network and traffic: every service is put through all of it. */
export const FAULT_KINDS: FaultKinds = {
  killed: (service) => service.killed(),
  stopped: (service) => service.stopped(),
  paused: (service) => service.paused(),
  restarted: (service) => service.restarted(),
  disconnected: (service) => service.disconnected(),
  'late by 5 s': (service) => service.delayed({ ms: 5_000 }),
  'late by 200 ms': (service) => service.delayed({ ms: 200, jitterMs: 100 }),
  'connections refused': (service) => service.unreachable({ by: 'refusal' }),
  'connections reset': (service) => service.unreachable({ by: 'reset' }),
  silent: (service) => service.unreachable({ by: 'silence' }),
  '1 kB/s': (service) => service.throttled({ bytesPerSecond: 1_000 }),
  corrupted: (service) => service.corrupted({ everyBytes: 7 }),
  'cut off after 100 bytes': (service) => service.cutOff({ afterBytes: 100 }),
  'answers 429': (service) => service.answering(ANSWERS.tooManyRequests(1)),
  'answers 500': (service) => service.answering(ANSWERS.serverError()),
  'answers 503': (service) => service.answering(ANSWERS.unavailable(1)),
  'answers 64 MB': (service) => service.answering(ANSWERS.oversized()),
  'answers half a JSON': (service) => service.answering(ANSWERS.malformedJson()),
  'answers HTML': (service) => service.answering(ANSWERS.wrongContentType()),
  'answers less than it says': (service) => service.answering(ANSWERS.truncated()),
};

/** Every service has memory. */
export const MEMORY_KINDS: FaultKinds = {
  'little memory': (service) => service.withMemory({ limitBytes: LITTLE_MEMORY_BYTES }),
};

/** For a service that keeps something: access-log. The others write to no disk. */
export const DISK_KINDS: FaultKinds = {
  'full disk': (service) => service.withFullDisk(),
  'failing sync': (service) => service.withFailingSync(),
  'sync late by 300 ms': (service) => service.withSlowSync({ ms: 300 }),
};
