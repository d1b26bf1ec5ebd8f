#!/bin/sh
# Runs the tests' S3 server for the scripts of this folder: S3Proxy over a folder, signatures checked.
#
#   s3_server.sh FOLDER BUCKET PORT [GATE_PORT]
#
# With GATE_PORT a gate with R2's rules stands before it. Needs compiled tests (./mvnw test-compile).
# The key's name and the secret are those of org.datawarp.testing.S3Server.
set -e
cd "$(dirname "$0")/../.."
list=target/test-classpath.txt
[ -s "$list" ] || mvn -q -o -B dependency:build-classpath -Dmdep.outputFile="$list" -Dmdep.includeScope=test
exec java -Xmx512m -XX:+UseSerialGC -cp "target/test-classes:target/classes:$(cat "$list")" \
  org.datawarp.testing.S3Server "$1" "$2" "$3" "${4:-0}"
