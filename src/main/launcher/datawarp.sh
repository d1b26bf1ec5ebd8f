#!/bin/sh
# Datawarp: this file is a shell script with the program's JAR behind it.
# It needs Java 17 or newer: $JAVA_HOME/bin/java, else java on the PATH.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null 2>&1; then
  echo "datawarp: no Java found; install Java 17 or newer, or set JAVA_HOME" >&2
  exit 2
fi
self=$0
case $self in
  */*) ;;
  *) self=$(command -v -- "$0") || self=$0 ;;
esac
# One class-data archive serves however the file is called: Java compares its name by letters.
case $self in
  /*) ;;
  *) self=$(cd -- "$(dirname -- "$self")" && pwd)/${self##*/} ;;
esac
# Java takes the encoding of file names from the locale; cron's has no names beyond ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
  *)
    utf8=$(locale -a 2>/dev/null | grep -i -m 1 -E '^(C|en_GB|en_US)[.]utf-?8$') || utf8=C.UTF-8
    if [ -n "${LC_ALL-}" ]; then
      export LC_ALL="$utf8"
    else
      export LC_CTYPE="$utf8"
    fi
    ;;
esac
flags="-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=off:stderr"
# Java corrects every pointer of a class-data archive that it does not map where it was made.
mapping="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
sharing=-Xshare:auto
# The command is the first word that is neither an option nor the value of one.
command=
value=
for word do
  case $value$word in
    --workspace | --db-url | --ca-bundle | --log-file) value='value of ' ;;
    -*) ;;
    'value of '*) value= ;;
    *)
      command=$word
      break
      ;;
  esac
done
# The loop around SHA-256 is compiled at its first turns: only then the processor's own instructions
# are used, and 26 MB are hashed in 0.09 s instead of 0.18.
hashing="-XX:CompileCommand=quiet"
hashing="$hashing -XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::implCompress,0.001"
case $command in
  # Files are read and hashed in seconds: with less inlined, the compiler is done with its loops early.
  refresh | extract | load-batch | export | inspect | archive | restore | retention | undo)
    flags="$flags -XX:FreqInlineSize=60 -XX:MaxInlineLevel=6 $hashing"
    ;;
  # Two thousand small requests are over before it pays to optimise what makes them.
  sync)
    flags="$flags -XX:FreqInlineSize=60 -XX:MaxInlineLevel=6 $hashing"
    flags="$flags -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
    flags="$flags -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
    ;;
  # Rows that pass through are garbage at once: they need no large space.
  backup) flags="$flags -XX:MaxNewSize=64m" ;;
  *) flags="$flags -XX:TieredStopAtLevel=1" ;;
esac
# Class-data archive: made once in the background for this file and this Java, used from then on.
# The folder beside it says that one is being made, or could not be; after a day another try is made.
cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
if [ -n "$cache" ] && [ -z "${DATAWARP_NO_ARCHIVE-}" ]; then
  javas=$(command -v "$java")
  key=$( { ls -Lli -- "$self" "$javas"; ls -Ll -- "${javas%/bin/java}/release"; } 2>/dev/null | cksum | tr ' ' '-')
  archive=$cache/datawarp/classes-$key
  for made in "$archive"-*.jsa; do
    # Its name ends in its size: Java ends with a fault when it is given one that was cut short.
    size=${made%.jsa}
    size=${size##*-}
    [ -r "$made" ] && [ "$(wc -c <"$made")" -eq "$size" ] 2>/dev/null && sharing=-XX:SharedArchiveFile=$made
  done
  if [ "$sharing" = -Xshare:auto ] && mkdir -p "$cache/datawarp" 2>/dev/null && {
    mkdir "$archive.lock" 2>/dev/null ||
      [ -n "$(find "$archive.lock" -maxdepth 0 -mtime +0 -exec touch {} \; -print 2>/dev/null)" ]
  }; then
    (
      trap '' HUP INT
      rm -f "$archive"-*.jsa
      draft=$archive.$$
      "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=off:stderr \
        "-XX:ArchiveClassesAtExit=$draft" --enable-native-access=ALL-UNNAMED \
        -Dorg.datawarp.training=true -cp "$self" org.datawarp.app.Main && [ -s "$draft" ] &&
        mv "$draft" "$archive-$(($(wc -c <"$draft"))).jsa" && rmdir "$archive.lock"
      rm -f "$draft"
      find "$cache/datawarp" -name 'classes-*' -mtime +30 -exec rm -rf {} +
    ) </dev/null >/dev/null 2>&1 &
  fi
fi
# With -jar Java lists the JAR's 20,000 names before it begins; with -cp only when one is looked for
# that the class-data archive has not.
# shellcheck disable=SC2086
exec "$java" "$sharing" $mapping $flags ${DATAWARP_JAVA_OPTIONS-} --enable-native-access=ALL-UNNAMED -cp "$self" org.datawarp.app.Main "$@"
exit 1
