import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController } from 'fastify';
import type { EntryStore } from './entry-store.ts';
import * as formats from './formats.ts';
import { logOutput } from './log-output.ts';
import { malformedRequests } from './plugins/malformed-requests.ts';
import { metrics } from './plugins/metrics.ts';
import { answerProblem, problems } from './plugins/problems.ts';
import { logAnswer, requestLog } from './plugins/request-log.ts';
import { accessLog } from './routes/access-log.ts';
import { health } from './routes/health.ts';
import { stats } from './routes/stats.ts';
import type { SchemaCompilers } from './schema-compilers.ts';
import { takeJson } from './take-json.ts';
import { traceIdOf } from './trace-id.ts';

export type AppOptions = {
  readonly store: EntryStore;
  /** Entries that may wait for the disk; more are refused until some are written. */
  readonly maxWaiting?: number;
  /** How long a client may take to send a request, half of it for the headers. */
  readonly requestTimeoutMs?: number;
  /** Open at the same time; one more is closed at once. */
  readonly maxConnections?: number;
  /** Where log lines go; standard output by default. */
  readonly logTo?: { write(line: string): void };
  /** What makes functions of the schemas; Fastify's own compilers by default. */
  readonly schemaCompilers?: SchemaCompilers;
};

const BODY_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_MS = 1_000;
const MAX_WAITING = 1_000;
/** Each costs memory, also one that says nothing. */
const MAX_CONNECTIONS = 1_024;

/** Builds the service. It answers through `inject` from here on; server.ts makes it listen. */
export async function buildApp({
  store,
  maxWaiting = MAX_WAITING,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
  maxConnections = MAX_CONNECTIONS,
  logTo = logOutput(),
  schemaCompilers = {},
}: AppOptions) {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    // Node takes the larger of the two timeouts for the whole request, and looks every 30 seconds.
    http: { headersTimeout: requestTimeoutMs / 2, connectionsCheckingInterval: TIMEOUT_CHECK_MS },
    // While closing, requests on open connections are still answered: a visit is not to be lost.
    return503OnClosing: false,
    ajv: {
      customOptions: {
        // A number is not a string: JSON has types, so nothing is converted.
        coerceTypes: false,
        formats,
        // TypeScript has checked our schemas. To check them again would take a seventh of each start.
        validateSchema: false,
      },
    },
    schemaController: { compilersFactory: schemaCompilers },
    genReqId: (request) => traceIdOf(request.headers.traceparent),
    logController: new LogController({ requestIdLogLabel: 'traceId', disableRequestLogging: true }),
    // An address such as /%zz fails before there is a route, and so before any hook.
    frameworkErrors(error, request, reply) {
      answerProblem(error, request, reply);
      logAnswer(request, reply);
    },
    logger: {
      base: { service: 'access-log' },
      formatters: { level: (level) => ({ level }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      stream: logTo,
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.server.maxConnections = maxConnections;
  takeJson(app);
  await app.register(requestLog);
  await app.register(malformedRequests);
  await app.register(problems);
  await app.register(metrics);

  await app.register(health);
  await app.register(stats, { store });
  await app.register(accessLog, { store, maxWaiting });

  app.addHook('onClose', async () => store.close());
  return app;
}
