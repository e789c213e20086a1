# shellcheck shell=bash
# Starts a stack of its own for a benchmark, or takes the running one, and runs the load generator. Sourced by mno.

bench_usage() {
  cat <<'TEXT'
  ./mno bench ingest   usage events in, counted where they are stored (--batch 1: single events)
  ./mno bench otlp     OpenTelemetry spans in, protobuf
  ./mno bench query    questions over --events 100M of --days 30
  ./mno bench storage  bytes an event, by column
  ./mno bench auth     keys, tokens, permission checks and the audit log, with --tenants 10k of --members 1k

  --only A,B           of auth: tokens, audit, checks, keys  --active A,B     organisations asked about, one number after the other

  --rate N             events or spans a second (5k)         --find-max      looks for the highest rate that holds
  --duration T         what counts (60s)                     --warmup T      what is sent before (15s)
  --batch N            events or spans a request             --connections N
  --through W          service (for 4m at most) or gateway   --p99 T         what --find-max takes as holding
  --profile            a flight recording, and its summary   --stack W       own (empty, the default) or running
  --keep               leaves the own stack running          MNO_REDIS_FSYNC as in deploy/local/README.md
TEXT
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port_base() { # prints a port base whose ports nobody has
  local base offset
  for base in $(seq 28080 100 31980); do
    for offset in 0 1 6 10 20 21 22; do
      port_is_free $((base + offset)) || continue 2
    done
    echo "$base"
    return 0
  done
  return 1
}

# A first start learns start-up caches in the background; what they take is not what is measured.
await_startup_caches() {
  local waited=0
  while [ $waited -lt 90 ] && grep -qsE "[s]tartup-[0-9]+\\.next" /proc/[0-9]*/cmdline; do
    [ $waited -gt 0 ] || stage ... caches 'waiting until the start-up caches are made (first time only)'
    sleep 1
    waited=$((waited + 1))
  done
}

own_stack() {
  MNO_HOME=$MNO_ROOT/deploy/bench/target/stack
  MNO_PORT_BASE=$(free_port_base)
  export MNO_HOME MNO_PORT_BASE
  mkdir -p "$MNO_HOME"
  if [ -z "${bench_keep:-}" ]; then trap 'launcher down >/dev/null 2>&1 || true' EXIT; fi
  up --fresh | grep -v '^$' | sed '/^MachineNativeOps is running/,$d'
  await_startup_caches
}

java_of_bench() { # java_of_bench MAIN ARGUMENTS…
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -cp "$(jar_of deploy/bench bench):$(cat "$MNO_ROOT/deploy/bench/target/runtime-classpath")" "$@"
}

build_bench() { # the generator is no part of a stack, so that 'up' does not wait for it
  local jar log=$MNO_ROOT/target/mno-bench-build.log
  if jar=$(jar_of deploy/bench bench) && [ -f "$MNO_ROOT/deploy/bench/target/runtime-classpath" ] &&
    { [ -n "${MNO_SKIP_BUILD:-}" ] ||
      [ -z "$(cd "$MNO_ROOT" && find pom.xml deploy/bench/pom.xml deploy/bench/src/main -newer "$jar" | head -n 1)" ]; }; then
    return 0
  fi
  need_maven
  mkdir -p "$MNO_ROOT/target"
  stage ... build "the load generator; Maven's own words are in $log"
  if ! (cd "$MNO_ROOT" && mvn -B -pl deploy/bench -am -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true \
    package >"$log" 2>&1); then
    stage FAIL build "the whole log: $log"
    grep -e '^\[ERROR\]' "$log" | head -n 25 >&2
    exit 1
  fi
  touch "$(jar_of deploy/bench bench)"
  stage ok build 'the load generator'
}

bench() {
  local argument previous='' stack=own
  case ${1:-help} in help | --help | -h) bench_usage && return 0 ;; esac
  for argument in "$@"; do
    [ "$previous" != --stack ] || stack=$argument
    [ "$argument" != --url ] || stack=none
    [ "$argument" != --keep ] || bench_keep=yes
    previous=$argument
  done
  case $stack in
    own | running | none) ;;
    *) usage_error "--stack is '$stack': own or running is expected" ;;
  esac
  need_jdk
  build_bench
  if [ "$stack" = own ]; then own_stack; fi
  if [ "$stack" = none ]; then
    java_of_bench io.machinenativeops.bench.Main "$@"
  else
    MNO_STATUS=$(launcher status --json) java_of_bench io.machinenativeops.bench.Main "$@"
  fi
}

demo_usage() {
  cat <<'TEXT'
  ./mno demo [--days 30] [--seed 1] [--no-live] [--speed N]
  plays days of several teams' agents into the running stack, then goes on live until Ctrl-C; the same seed plays the same
TEXT
}

demo() {
  case ${1:-} in help | --help | -h) demo_usage && return 0 ;; esac
  need_jdk
  if [ ! -d "$MNO_HOME/app/launcher" ]; then
    echo "mno: nothing runs from $MNO_HOME; './mno up' starts it" >&2
    return 1
  fi
  build_bench
  MNO_STATUS=$(launcher status --json) java_of_bench io.machinenativeops.demo.Main "$@"
}
