import type { AbsenceClass } from './absence-class.ts';

export const SOURCES: AbsenceClass = {
  name: 'sources and headers',
  sentence:
    'What a compiler reads, and what tells how the image was built. Languages that run from their source (JavaScript, Python, Ruby, PHP, Perl) do not count.',
  files: [
    '**/*.{c,cc,cpp,cxx,c++,h,hh,hpp,hxx,inl,S,asm}',
    '**/*.{go,rs,zig,swift,f90,f95,pas,ml,mli,hs,lhs,erl,hrl,ex,nim,cr,proto,thrift}',
    '**/*.{java,kt,kts,scala,groovy,clj,cs,fs,vb}',
    '**/*.{ts,tsx,mts,cts,jsx,vue,svelte,astro,scss,sass,less,coffee}',
    '**/*.{a,o,lo,la,pc}',
    '**/*-sources.jar',
    '**/*.{gradle,csproj,fsproj,sln,cabal,cmake}',
    '**/{Makefile,GNUmakefile,makefile,CMakeLists.txt,meson.build,configure.ac,BUILD.bazel,WORKSPACE,build.zig}',
    '**/{pom.xml,build.xml,go.mod,go.sum,go.work,Cargo.toml,Cargo.lock,Package.swift}',
    '**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,deno.lock,poetry.lock,uv.lock,Pipfile*,Gemfile*,composer.lock}',
    '**/{tsconfig*.json,webpack.config.*,rollup.config.*,vite.config.*,esbuild.config.*,babel.config.*,.babelrc*,.swcrc}',
    '**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile,.dockerignore,docker-compose*.yml,docker-compose*.yaml,compose.yml,compose.yaml,docker-bake.*}',
    '**/lib/src.zip',
    '/usr/{,local/}{include,src}/**',
  ],
};
