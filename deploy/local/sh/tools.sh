# shellcheck shell=bash
# Finds the JDK and Maven, and says what to install when they are missing. Sourced by mno.

is_jdk_25() { # is_jdk_25 DIRECTORY
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk() { # prints the home of a JDK 25, or fails
  local candidate on_path
  on_path=$(command -v java 2>/dev/null) || on_path=''
  if [ -n "$on_path" ]; then
    on_path=$("$on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p') || on_path=''
  fi
  for candidate in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

jdk_advice() {
  cat <<'TEXT'
A JDK 25 is needed (a JRE is not enough). Install one, then run this again:
  Debian, Ubuntu  apt-get install openjdk-25-jdk   (or temurin-25-jdk from Eclipse Adoptium)
  Fedora          dnf install java-25-openjdk-devel
  macOS           brew install openjdk@25
  any             sdk install java 25-tem          (SDKMAN!)
It is looked for in JAVA_HOME, as `java` on PATH, and where the above put it.
TEXT
}

maven_advice() {
  cat <<'TEXT'
Maven (3.8 or newer) is needed to build. Install it, then run this again:
  Debian, Ubuntu  apt-get install maven
  Fedora          dnf install maven
  macOS           brew install maven
  any             sdk install maven                (SDKMAN!)
TEXT
}

node_advice() {
  cat <<'TEXT'
Node 20 or newer, with npm, is needed: the ClickHouse engine comes through npm. Install it, then run this again:
  Debian, Ubuntu  apt-get install nodejs npm
  Fedora          dnf install nodejs
  macOS           brew install node
Without it, let CLICKHOUSE_URL name a ClickHouse server that runs already.
TEXT
}

need_jdk() { # exports JAVA_HOME
  local found
  if ! found=$(find_jdk); then
    echo 'mno: no JDK 25 found.' >&2
    jdk_advice >&2
    exit 1
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}

need_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    echo 'mno: no mvn on PATH.' >&2
    maven_advice >&2
    exit 1
  fi
  # Maven's own libraries use what JDK 25 warns about.
  export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
}

stage() { # stage MARK NAME DETAIL: one line of progress
  printf '  %-5s %-18s %s\n' "$1" "$2" "$3"
}
