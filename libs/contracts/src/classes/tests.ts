import type { AbsenceClass } from './absence-class.ts';

const PROGRAM_TEXT = '{js,cjs,mjs,jsx,ts,cts,mts,tsx,py,rb,go,rs,java,kt,class,php,pl,t,ex,exs,snap}';

export const TESTS: AbsenceClass = {
  name: 'tests',
  sentence: 'Tests, what they compare with, and the settings of what runs them.',
  files: [
    `**/{test,tests,spec,specs,__tests__,__mocks__,__snapshots__,__fixtures__,testdata,test-classes,e2e,integration-tests}/**/*.${PROGRAM_TEXT}`,
    '**/{__tests__,__mocks__,__snapshots__,__fixtures__,testdata,test-classes}/**',
    `**/*.{test,spec,e2e}.${PROGRAM_TEXT}`,
    '**/*_test.{go,py,rb,exs,cc,cpp,c,dart}',
    '**/*_spec.rb',
    '**/test_*.py',
    '**/conftest.py',
    '**/*{Test,Tests,TestCase,IT}.{class,java,kt}',
    '**/*-tests.jar',
    '**/{jest,vitest,karma,playwright,cypress,ava,wdio}.config.{js,cjs,mjs,ts,mts,cts,json}',
    '**/{.mocharc*,.nycrc*,.coveragerc,pytest.ini,tox.ini,phpunit.xml*,.rspec}',
    '**/{.nyc_output,.pytest_cache}/**',
    '**/coverage/{lcov.info,coverage-final.json,index.html}',
  ],
};
