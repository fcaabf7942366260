import type { Plugin } from 'esbuild';

/** What the libraries bring along for somebody else, and why it is not needed here. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '@fastify/ajv-compiler': 'the schemas are compiled in the build',
  '@fastify/fast-json-stringify-compiler': 'the schemas are compiled in the build',
  '@opentelemetry/api': 'the metrics have no exemplars',
  './lib/pushgateway': 'Prometheus comes for the metrics',
  'light-my-request': 'only tests ask without a connection',
  semver: 'no route and no plugin asks for a version',
  'thread-stream': 'the log is written by the thread that it comes from',
};

/** Puts an error in the place of these packages, for the day when one of them is called after all. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path }) => {
      return path in LEFT_OUT ? { path, namespace: 'left-out' } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `
        function refuse() { throw new Error('${path} is not in this bundle: ${LEFT_OUT[path]}') }
        const leftOut = new Proxy(function () {}, { get: () => leftOut, apply: refuse, construct: refuse })
        module.exports = leftOut`,
    }));
  },
};
