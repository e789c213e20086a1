# shellcheck shell=bash
# Builds the jars the stack runs from, only when a source is newer. Sourced by mno.

modules=team-rbac-service,token-tracking-service,gateway,deploy/local
stamp=$MNO_ROOT/target/mno-built

jar_of() { # jar_of MODULE NAME: prints the module's jar, or fails
  local jar
  for jar in "$MNO_ROOT/$1/target/$2"-*.jar; do
    case $jar in
      *-exec.jar | *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) [ -f "$jar" ] && printf '%s\n' "$jar" && return 0 ;;
    esac
  done
  return 1
}

service_jar_of() { # service_jar_of MODULE: prints the module's jar, if the one to run stands beside it
  local jar
  jar=$(jar_of "$1" "$1") && [ -f "${jar%.jar}-exec.jar" ] && printf '%s\n' "$jar"
}

# The jars whose age tells when the module was built: those to run carry a fixed time, for reproducible builds.
built_jars() {
  service_jar_of team-rbac-service &&
    service_jar_of token-tracking-service &&
    service_jar_of gateway &&
    jar_of deploy/local local &&
    [ -f "$MNO_ROOT/deploy/local/target/runtime-classpath" ]
}

# Directories count too: a deleted or renamed file changes only its directory.
newer_source() { # newer_source FILE: prints one source that is newer than FILE
  cd "$MNO_ROOT" && find pom.xml .mvn platform/*/pom.xml platform/*/src/main team-rbac-service/pom.xml \
    team-rbac-service/src/main token-tracking-service/pom.xml \
    token-tracking-service/src/main gateway/pom.xml gateway/src/main deploy/local/pom.xml deploy/local/src/main \
    -newer "$1" ${2:+-newer "$2"} 2>/dev/null | head -n 1
}

stale_because() { # prints why a build is needed; fails when none is
  local jars jar source
  if ! jars=$(built_jars); then
    echo 'not built yet'
    return 0
  fi
  while IFS= read -r jar; do
    # Maven leaves a jar alone when nothing in it changed, so the stamp of the last build counts as well.
    if [ -f "$stamp" ]; then source=$(newer_source "$jar" "$stamp"); else source=$(newer_source "$jar"); fi
    if [ -n "$source" ]; then
      echo "$source changed"
      return 0
    fi
  done <<JARS
$jars
JARS
  return 1
}

mark_built() {
  mkdir -p "$MNO_ROOT/target" && : >"$stamp"
}

build_progress() { # turns Maven's output into one line a module, and one line every few seconds of downloading
  local line module='' downloads=0 shown=0
  while IFS= read -r line; do
    case $line in
      *'[INFO] Building '*'['*/*']'*)
        module=${line#*Building }
        stage ... build "$(printf '%s' "$module" | tr -s ' ') (${SECONDS} s)"
        ;;
      'Downloaded from'* | *'] Downloaded from'*)
        downloads=$((downloads + 1))
        if [ $((SECONDS - shown)) -ge 5 ]; then
          shown=$SECONDS
          stage ... build "downloading libraries: $downloads so far (${SECONDS} s)"
        fi
        ;;
    esac
  done
}

build_if_stale() {
  local reason log
  if [ -n "${MNO_SKIP_BUILD:-}" ] && built_jars >/dev/null; then
    stage ok build 'as it is (MNO_SKIP_BUILD)'
    return 0
  fi
  if ! reason=$(stale_because); then
    stage ok build 'up to date'
    return 0
  fi
  need_maven
  mkdir -p "$MNO_HOME/log"
  log=$MNO_HOME/log/build.log
  stage ... build "$reason; the first time takes minutes, Maven's own words are in $log"
  SECONDS=0
  # Tests, style and coverage are judged by ./mno test, not by starting.
  if ! (cd "$MNO_ROOT" && mvn -B -T1C -pl "$modules" -am -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true \
    package 2>&1) | tee "$log" | build_progress; then
    stage FAIL build "after $SECONDS s; the whole log: $log"
    grep -e '^\[ERROR\]' "$log" | head -n 25 >&2
    exit 1
  fi
  mark_built
  stage ok build "done in $SECONDS s"
}

install_launcher() { # copies the launcher and its libraries to where they run from
  local next=$MNO_HOME/app/launcher.next jar
  mkdir -p "$MNO_HOME/app"
  chmod 700 "$MNO_HOME"
  rm -rf "$next"
  mkdir "$next"
  jar=$(jar_of deploy/local local)
  tr ':' '\n' <"$MNO_ROOT/deploy/local/target/runtime-classpath" | while IFS= read -r library || [ -n "$library" ]; do
    # A module of this build that was only compiled stands as its classes folder.
    if [ -f "$library" ]; then cp "$library" "$next/"; fi
  done
  cp "$jar" "$next/"
  rm -rf "$MNO_HOME/app/launcher"
  mv "$next" "$MNO_HOME/app/launcher"
}
