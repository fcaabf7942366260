import { defineConfig } from 'vitest/config';

// One configuration for every project. Real engines and real containers take their time.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    // Two cores and one engine: files that build and start containers get in each other's way.
    maxWorkers: 1,
  },
});
