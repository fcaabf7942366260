export type { OpenPort, ServiceDescription } from './describe-services.ts';
export { listServices } from './describe-services.ts';
export { refuseForeignStack } from './earlier-start.ts';
export type { Attempt } from './evidence/attempt-line.ts';
export { callGraph } from './evidence/call-graph.ts';
export { callMatchers, type ExpectedAttempt, type ExpectedCall } from './evidence/call-matchers.ts';
export type { Call, Calls, CallsOfService } from './evidence/gather-calls.ts';
export { ANSWERS, type CannedAnswer } from './faults/canned-answers.ts';
export type { Fault } from './faults/fault.ts';
export type { ProcessFaults } from './faults/process-faults.ts';
export type { ResourceFaults } from './faults/resource-faults.ts';
export type { TrafficFaults } from './faults/traffic-faults.ts';
export { type FoundStack, findStacks } from './find-stacks.ts';
export type { LabelledObject } from './labelled-objects.ts';
export { followLogs, formatLogLine, type LogLine, type LogSource, readLogs } from './logs.ts';
export { type ObserveServiceOptions, observeService } from './observe/observe-service.ts';
export {
  type ObservedStarts,
  type ObserveStartsOptions,
  observeStarts,
  type StartCandidate,
} from './observe/observe-starts.ts';
export type {
  HealthStatus,
  ObservedBehaviour,
  ObservedEnd,
  ObservedProcess,
  ObservedStop,
  ObservedUser,
} from './observe/observed-behaviour.ts';
export { ownImageName, removeImages, sweepStaleImages } from './own-images.ts';
export { type OwnThings, ownThings } from './own-things.ts';
export { type ProbeOptions, type ProbeResult, probe } from './probe.ts';
export { type ComposeFile, type ReadComposeOptions, readCompose } from './read-compose.ts';
export { type RunOnNetworkOptions, runOnNetwork } from './run-on-network.ts';
export type { DeclaredPort, ServiceRun } from './service-run.ts';
export type { LogOptions, Service, Stack, StackService } from './stack.ts';
export type { OnStackEvent, StackEvent } from './stack-event.ts';
export { type StartStackOptions, startStack } from './start-stack.ts';
export { stopStack } from './stop-stack.ts';
export { sweepStale } from './sweep-stale.ts';
