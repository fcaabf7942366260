import { matchPaths } from '../glob.ts';
import { type AbsenceClass, eachFile } from './absence-class.ts';
import { listed } from './listed.ts';

const NPM = listed(`
  typescript ts-node tsx ts-jest esbuild webpack webpack-cli rollup vite parcel turbo nx lerna gulp
  grunt nodemon concurrently husky lint-staged eslint eslint-* prettier stylelint tslint standard xo
  jest jest-* mocha chai sinon nyc c8 ava tap jasmine karma vitest cypress playwright playwright-core
  puppeteer supertest nock msw testcontainers typedoc @types/* @babel/core @babel/preset-* @swc/core
  @swc/cli @eslint/* @typescript-eslint/* @biomejs/* @vitest/* @jest/* @testing-library/*
  @playwright/* @nx/*
`);

const MAVEN = listed(`
  junit junit-* mockito-* assertj-* hamcrest hamcrest-* testng easymock powermock-* wiremock*
  spring-boot-devtools spring-boot-starter-test spring-boot-test* spring-test spring-security-test
  lombok jacoco* org.jacoco.* archunit* rest-assured jsonassert spock-* kotlin-test* mockk* opentest4j
`);

const PYTHON = listed(`
  pytest pytest-* pytest_* tox nox black ruff flake8 pylint mypy isort coverage nose hypothesis
  pre-commit pre_commit ipdb sphinx twine bandit
`);

const DEBIAN = ['*-dev', '*-dev-bin', 'build-essential', 'dpkg-dev', 'debhelper', '*-dbg', '*-dbgsym'];

const BY_TYPE: Readonly<Record<string, (path: string) => boolean>> = {
  npm: matchPaths(NPM),
  maven: matchPaths(MAVEN),
  pypi: matchPaths(PYTHON),
  deb: matchPaths(DEBIAN),
  apk: matchPaths(['*-dev', '*-dbg', 'build-base']),
  rpm: matchPaths(['*-devel', '*-debuginfo', '*-debugsource']),
};

export const DEVELOPMENT_DEPENDENCIES: AbsenceClass = {
  name: 'development dependencies',
  sentence: 'Packages that help to write, check and build a program and not to run it.',
  files: [
    `**/node_modules/{${NPM.join(',')}}/package.json`,
    `**/{${MAVEN.join(',')}}-[0-9]*.jar`,
    `**/{site,dist}-packages/{${PYTHON.join(',')}}-[0-9]*.{dist,egg}-info/{METADATA,PKG-INFO}`,
    '**/gems/{rspec,rspec-*,minitest,rubocop,rubocop-*,byebug,pry,simplecov,capybara,factory_bot}-[0-9]*/**',
    '**/vendor/{phpunit,phpstan,squizlabs,friendsofphp,mockery}/*/composer.json',
  ],
  rules: [
    eachFile(
      'What package metadata names, be it in a list of installed packages or inside a jar',
      ({ facts }) => {
        const found = facts?.packages?.filter(({ type, name }) => BY_TYPE[type]?.(plainName(type, name)));
        if (!found || found.length === 0) return undefined;
        return `has ${found.map(({ name, version }) => `${name} ${version}`).join(', ')}`;
      },
    ),
  ],
};

/** `org.mockito:mockito-core` is known by its last part. */
function plainName(type: string, name: string): string {
  return type === 'maven' ? name.slice(name.lastIndexOf(':') + 1) : name;
}
