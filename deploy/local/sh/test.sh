# shellcheck shell=bash
# The one test command: every module's unit and integration tests, then the end-to-end journeys. Sourced by mno.

test_log=$MNO_ROOT/target/mno-test.log

remove_old_reports() { # results and coverage of earlier runs must not count in this one
  find "$MNO_ROOT" -name node_modules -prune -o -type d \( -name surefire-reports -o -name failsafe-reports \) \
    -path '*/target/*' -print | while IFS= read -r folder; do rm -rf "$folder"; done
  find "$MNO_ROOT" -name node_modules -prune -o -type f -name jacoco.exec -path '*/target/*' -print |
    while IFS= read -r file; do rm -f "$file"; done
}

# mawk, Debian's awk, else keeps what it is given until 4 KiB are there: who waits would see nothing, and who is stopped loses it.
unbuffered=''
case $(awk -W version 2>&1 </dev/null || true) in mawk*) unbuffered='-W interactive' ;; esac

readable() { # keeps modules, test classes and errors of what Maven prints
  # shellcheck disable=SC2086
  awk $unbuffered '
    / Building .*\[[0-9]+\/[0-9]+\]$/ { sub(/^.*Building /, ""); gsub(/  +/, " "); print "== " $0; fflush(); next }
    /Running io\.machinenativeops\.e2e\./ { sub(/^.*Running /, ""); print "  ..       " $0; fflush(); next }
    /Tests run:.* -- in / {
      class = $0; sub(/^.* -- in /, "", class)
      run = $0; sub(/^.*Tests run: /, "", run); sub(/,.*/, "", run)
      time = $0; sub(/^.*Time elapsed: /, "", time); sub(/ -- in .*/, "", time); sub(/ <<<.*/, "", time)
      printf "  %-5s %3d  %s (%s)\n", (/<<< (FAILURE|ERROR)/ ? "FAIL" : "ok"), run, class, time
      fflush(); next
    }
    /^\[ERROR\]/ && !/Tests run:/ { sub(/^\[ERROR\] */, ""); if ($0 != "") print "  ! " $0; fflush(); next }
    /BUILD (SUCCESS|FAILURE)/ || /Total time:/ { sub(/^\[INFO\] */, ""); print "  " $0; fflush() }
  '
}

maven() { # maven ARGUMENTS…: runs Maven, shows the readable part, keeps all in the log
  (cd "$MNO_ROOT" && mvn -B --no-transfer-progress --fail-at-end "$@" 2>&1) | tee -a "$test_log" | readable
}

count_results() { # prints "passed failed skipped", summed over the reports of Surefire and Failsafe
  find "$MNO_ROOT" -name node_modules -prune -o -type f -name 'TEST-*.xml' \
    \( -path '*/target/surefire-reports/*' -o -path '*/target/failsafe-reports/*' \) -exec grep -h -o \
    '<testsuite [^>]*' {} + 2>/dev/null | awk '
    function attribute(name,   value) {
      if (!match($0, " " name "=\"[0-9]+\"")) return 0
      value = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", value); return value + 0
    }
    { tests += attribute("tests"); failed += attribute("failures") + attribute("errors"); skipped += attribute("skipped") }
    END { printf "%d %d %d\n", tests - failed - skipped, failed, skipped }'
}

run_tests() {
  local code=0 passed failed skipped
  need_jdk
  need_maven
  mkdir -p "$MNO_ROOT/target"
  : >"$test_log"
  remove_old_reports
  SECONDS=0
  echo "JDK: $JAVA_HOME; Maven's whole output: $test_log"
  if [ "${1:-}" = --fast ]; then
    maven -T1C -Dcoverage.skip=true test || code=$?
  else
    # Two modules at a time. The journeys start the built stack, so they run after everything they start, and alone.
    maven -T2 -pl '!deploy/e2e' verify || code=$?
    if [ "$code" -eq 0 ]; then
      mark_built
      echo '== Deploy: end-to-end journeys'
      maven -pl deploy/e2e verify || code=$?
    else
      echo 'The end-to-end journeys were not run: the build before them failed.'
    fi
  fi
  read -r passed failed skipped <<COUNTS
$(count_results)
COUNTS
  if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
    echo 'No test failed, but the build did (compiler, style, coverage or a tool): it counts as one failure.'
    failed=1
  fi
  echo "Took $SECONDS s."
  echo "$passed passed, $failed failed, $skipped skipped"
  return "$code"
}
