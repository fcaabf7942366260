// Says which tests run when, and what each needs. Nothing else in the repository does.
//
//   npm run check      the tests that need no engine
//   npm test           those, and every other test but the thorough ones
//   npm run test:all   every test but the long ones
//
// A whole file is listed here. One test of a file that is not is tagged: `test('…', { tags: 'thorough' }, …)`.
// Patterns are relative to the repository.

/** Tests that need neither an engine nor a network. They run first, with an engine that nobody can reach. */
export const UNIT = [
  'libs/contracts/test/{behaviour,classes-document,define-contract,evaluate,hidden-secrets,image-paths,matchers,measures,shared-libraries,size-messages}.test.ts',
  'libs/engine/test/{doctor-engine,doctor-machine,errors,find-engine,home,host-inputs,lock,nearest-name,own-folder,owner,shell-word,visible-text}.test.ts',
  'libs/images/test/{bake-entries,dockerfile,dockerfile-steps,fetch-failure,target-files,track-steps}.test.ts',
  'libs/labs/test/{broken-build,learner,look-ahead,verify-files,verify}.test.ts',
  'libs/layers/test/{damaged-warm,effective-files,facts-*,go-json,layer-entry,null-fields,old-archive,read-archive-file,read-archived-files}.test.ts',
  'libs/layers/test/{read-layer,read-saved,read-shared,refused-*,trace-history,waste-bytes}.test.ts',
  'libs/stack/test/{calls,log-lines,observed-names,own-images}.test.ts',
  'test/bad-input/{judge,routes}.test.ts',
  'test/cli/{bootstrap,dumb-terminal,looks-only,taken-options,wrong-script-options,wrong-uses-table}.test.ts',
  'test/graph/graph.test.ts',
  'test/run/run.test.ts',
  'test/tidy/*.test.ts',
  'tools/*/test/*.test.ts',
];

/**
 * Tests that measure or need the whole speed of an engine, or say which steps of a build ran: BuildKit shares steps
 * among builds that run at once, and tells only one of them. One file at a time, after all others.
 */
export const ALONE = [
  'test/cache/edits.test.ts',
  'test/chapter/15-a-second-build-runs-nothing.test.ts',
  'test/cli/compare.test.ts',
  'test/images/{contracts,reproducible}.test.ts',
];

/**
 * Files whose every test is thorough: `npm test` leaves them to `npm run test:all`. `npm test` holds what a newcomer
 * needs to believe the README; how each library behaves when things go wrong is for those who change it.
 */
export const THOROUGH = [
  // How the libraries behave on a real engine, beside one file of each that stays.
  'libs/contracts/test/every-broken-image.test.ts',
  'libs/engine/test/{embedded-engine,lock-stress}.test.ts',
  'libs/images/test/build-breaks-off.test.ts',
  'libs/labs/test/checks.test.ts',
  'libs/layers/test/{agreement,broken-image,origin-files,pull-image,read-at-once,read-files}.test.ts',
  'libs/layers/test/{trace-steps,waste-of-image}.test.ts',
  'libs/stack/test/{compose-started,depends-on,network,observe-ends,observe-engine-lost,observe-starts,ports,start-fails,sweep-stale}.test.ts',
  // Commands that are broken off, builds that hang, measurements.
  'test/cli/{broken-off,compare,load,silent-step,unreachable-step}.test.ts',
  // Several stacks at once, services under load, killed or sent nonsense; each fault has its representative.
  'test/bad-input/{raw,requests}.test.ts',
  'test/faults/{breaker,evidence,process,torn-write,traffic}.test.ts',
  'test/faults/{kills/kills,syncs/failing-sync}.test.ts',
  'test/labs/{planted,side-by-side}.test.ts',
  'test/network/side-by-side.test.ts',
  'test/soak/soak.test.ts',
  'test/data/{engine-stops,orders}.test.ts',
  // Builds that are made again.
  'test/cache/edits.test.ts',
  'test/engine/both-stores.test.ts',
  'test/images/{killed-run,optional-package,reproducible,strict-umask}.test.ts',
];

/** Files that take many minutes, and have a command of their own: `npm run test:faults`. */
export const LONG = ['test/faults/every/*.test.ts'];
