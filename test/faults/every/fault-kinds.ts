import { ANSWERS, type Fault, type Service } from '@drydock/stack';

/** The faults that every service is put through. */
export const FAULT_KINDS: Readonly<Record<string, (service: Service) => Promise<Fault>>> = {
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
