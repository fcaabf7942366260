import type { AbsenceClass } from './absence-class.ts';
import { listed } from './listed.ts';

export const COMPILERS: AbsenceClass = {
  name: 'compilers and build tools',
  sentence: 'What turns sources into programs. It belongs into a builder stage.',
  programs: listed(`
    cc c++ gcc g++ cpp gcc-* g++-* cpp-* *-gcc *-g++ *-gcc-[0-9]* *-g++-[0-9]* c89 c99 cc1 cc1plus
    collect2 lto1 gfortran gfortran-* gdc gnat* tcc clang clang++ clang-[0-9]* clang++-[0-9]* llc
    lli opt-[0-9]* zig nasm yasm as ld ld.bfd ld.gold ld.lld ld.mold gold lld mold ar ranlib strip
    objcopy *-linux-gnu-{as,ld,ar,ranlib,strip,objcopy} *-linux-musl-{as,ld,ar,ranlib,strip,objcopy}
    rustc cargo rustup go gofmt tinygo ghc ghc-* stack cabal ocamlopt dmd swiftc javac jlink jmod
    jshell javadoc kotlinc scalac groovyc mvn mvnw mvnd gradle gradlew ant sbt lein bazel bazelisk
    buck2 tsc esbuild swc webpack rollup vite parcel gulp grunt node-gyp turbo nx make gmake cmake
    ninja meson scons autoconf automake aclocal libtool libtoolize pkg-config pkgconf m4 bison flex
    protoc buildctl buildkitd docker docker-buildx buildah podman kaniko
  `),
  files: [
    '**/lib/gcc/**/{cc1,cc1plus,collect2,lto1}',
    '/usr/lib/go*/pkg/tool/**',
    '/usr/local/go/pkg/tool/**',
    '**/jmods/*.jmod',
    '**/lib/tools.jar',
    '**/maven*/lib/maven-core-*.jar',
    '**/gradle*/lib/gradle-core-*.jar',
  ],
};
