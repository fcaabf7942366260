# Fetches what pom.xml asks for, libraries and Maven's own plugins, into /root/.m2/repository.
# /downloads is a mount that outlives the build: what was fetched once is taken from there.
set -eu
mkdir /tmp/pom
cp pom.xml /tmp/pom
mvn --batch-mode --no-transfer-progress --file /tmp/pom/pom.xml -Dmaven.repo.local=/downloads package
mkdir --parents /root/.m2/repository
cp --recursive /downloads/. /root/.m2/repository
