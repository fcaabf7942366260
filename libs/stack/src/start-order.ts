import type { ServiceRun } from './service-run.ts';

/** Who has to wait for whom. Services that wait for nobody start at once. */
export interface StartOrder {
  /** Until what a service `depends_on` is as far as it says. Rejects when one of them cannot get there. */
  before(run: ServiceRun): Promise<void>;
  started(service: string): void;
  ready(service: string): void;
  /** Another service waits until this one has ended with 0. */
  mustEnd(service: string): boolean;
}

export function startOrder(services: readonly ServiceRun[]): StartOrder {
  const points = new Map(
    services.map(({ name }) => {
      return [name, { started: Promise.withResolvers<void>(), ready: Promise.withResolvers<void>() }];
    }),
  );
  return {
    before: async ({ waitsFor }) => {
      await Promise.all(
        waitsFor.map(({ service, condition }) => {
          const point = points.get(service); // absent where it is not required, and its profile is not active
          return condition === 'service_started' ? point?.started.promise : point?.ready.promise;
        }),
      );
    },
    started: (service) => points.get(service)?.started.resolve(),
    ready: (service) => {
      points.get(service)?.started.resolve();
      points.get(service)?.ready.resolve();
    },
    mustEnd: (service) =>
      services.some(({ waitsFor }) =>
        waitsFor.some((one) => {
          return one.service === service && one.condition === 'service_completed_successfully';
        }),
      ),
  };
}
