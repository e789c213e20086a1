# shellcheck shell=bash
# Fault runs against a stack of their own, which deploy/e2e starts and stops. Sourced by mno.

soak() {
  need_jdk
  need_maven
  build_if_stale
  local log=$MNO_ROOT/target/mno-soak.log classpath=$MNO_ROOT/deploy/e2e/target/soak-classpath
  mkdir -p "$MNO_ROOT/target" "$MNO_ROOT/deploy/e2e/target"
  # The runs share their code with the journeys of ./mno test, which is test code.
  if ! (cd "$MNO_ROOT" && mvn -B --no-transfer-progress -pl deploy/e2e -Dspotless.check.skip=true test-compile \
    org.codehaus.mojo:exec-maven-plugin:exec -Dexec.executable=printf -Dexec.classpathScope=test \
    -Dexec.args='%s %classpath' -Dexec.outputFile="$classpath") >"$log" 2>&1; then
    echo "mno: the fault runs cannot be compiled; see $log" >&2
    grep -e '^\[ERROR\]' "$log" | head -n 10 >&2
    return 1
  fi
  cd "$MNO_ROOT/deploy/e2e" && exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$(cat "$classpath")" \
    io.machinenativeops.e2e.Soak "$@"
}
