import type { Plugin } from 'esbuild';

/**
 * Parts of Node that a library asks for as it loads, and that this service calls later or never. Node unpacks
 * a part when it is first asked for: `http2` alone would take a third of the start, `crypto` a twentieth.
 */
const LAZY = /^(node:)?(http2|https|cluster|worker_threads|assert|zlib|dns|crypto)$/;

/** What is read as a library loads, and known without asking: the service has one thread. */
const KNOWN = '{ isMainThread: true }';

/** Leaves these parts alone until something is read from them. */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: LAZY }, ({ path, namespace }) => {
      if (namespace === 'lazy') return { path, external: true };
      return { path, namespace: 'lazy' };
    });
    build.onLoad({ filter: LAZY, namespace: 'lazy' }, ({ path }) => ({
      // What `import` makes of this has no member of its own, and so asks its prototype: this again.
      contents: `const lazy = new Proxy(() => {}, {
        get: (_, name) => (${KNOWN})[name] ?? require('${path}')[name],
        getPrototypeOf: () => lazy,
        apply: (_, self, values) => Reflect.apply(require('${path}'), self, values),
      });
      module.exports = lazy`,
    }));
  },
};
