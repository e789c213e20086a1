# shellcheck shell=bash
# `mno doctor`: looks at this machine and says, a line each, what is fine and what to do about the rest. Sourced by mno.
# In shell, since it must also speak where no JDK is.

warnings=0
failures=0

fine() { stage ok "$1" "$2"; }

warn() {
  warnings=$((warnings + 1))
  stage warn "$1" "$2"
}

fail() {
  failures=$((failures + 1))
  stage fail "$1" "$2"
}

first_line() { # first_line ADVICE: its first line, with the hint for this system
  "$1" | sed -n 1,2p | tr '\n' ' ' | tr -s ' '
}

check_tools() {
  local version
  if version=$(find_jdk); then
    fine JDK "25 in $version"
  else
    fail JDK "no JDK 25. $(first_line jdk_advice)"
  fi
  if command -v mvn >/dev/null 2>&1; then
    # From elsewhere: the options in .mvn would stop an older java on PATH.
    version=$(cd / && mvn -B -v 2>/dev/null | sed -n 's/^[^A]*Apache Maven \([0-9.]*\).*/\1/p') || version=''
    case $version in
      3.[89].* | 3.[1-9][0-9]* | [4-9].*) fine Maven "$version" ;;
      *) warn Maven "version '${version:-unknown}': 3.8 or newer is expected" ;;
    esac
  else
    fail Maven "not on PATH. $(first_line maven_advice)"
  fi
  if [ -n "${CLICKHOUSE_URL:-}" ]; then
    fine Node "not needed: CLICKHOUSE_URL is given"
  elif ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    fail Node "node or npm is not on PATH. $(first_line node_advice)"
  else
    version=$(node --version)
    case $version in
      v[0-9].* | v1[0-9].*) warn Node "$version is old: 20 or newer is expected" ;;
      *) fine Node "$version, npm $(npm --version 2>/dev/null)" ;;
    esac
  fi
}

who_listens() { # who_listens PORT: prints what is known of the process, or nothing
  if command -v lsof >/dev/null 2>&1; then
    lsof -nP -iTCP:"$1" -sTCP:LISTEN -Fpc 2>/dev/null | tr '\n' ' ' | sed -n 's/^p\([0-9]*\) c\([^ ]*\).*/\2 (pid \1)/p'
  elif command -v ss >/dev/null 2>&1; then
    ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' | head -n 1
  fi
}

check_port() { # check_port PORT WHAT
  local owner
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    owner=$(who_listens "$1")
    fail "port $1" "for $2 is taken by ${owner:-another process}: stop that, or choose other ports with MNO_PORT_BASE"
  else
    fine "port $1" "free, for $2"
  fi
}

check_ports() {
  local base=${MNO_PORT_BASE:-8080}
  case $base in
    *[!0-9]* | '') fail ports "MNO_PORT_BASE is '$base': a number from 1 to 65513 is expected"; return ;;
  esac
  check_port "$base" gateway
  check_port $((base + 1)) token-tracking
  check_port $((base + 6)) team-rbac
  [ -n "${REDIS_URL:-}" ] || check_port $((base + 20)) Redis
  [ -n "${CLICKHOUSE_URL:-}" ] || check_port $((base + 21)) ClickHouse
  [ -n "${POSTGRES_URL:-}" ] || check_port $((base + 22)) PostgreSQL
}

check_postgres() {
  [ -z "${POSTGRES_URL:-}" ] && [ "$(id -u)" = 0 ] && [ "$(uname)" = Linux ] || return 0
  if unshare --user true 2>/dev/null; then
    fine PostgreSQL 'runs for root in a user name space'
  else
    fail PostgreSQL "does not run as root, and 'unshare --user' is not allowed here: run mno as another user, or set POSTGRES_URL"
  fi
}

check_disk() {
  local folder=$1 need=$2 what=$3 free
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  free=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1024) }')
  if [ "$free" -lt "$need" ]; then
    fail disk "$free MB free in $folder, $what needs about $need MB: make room, or move it (MNO_HOME, XDG_CACHE_HOME)"
  else
    fine disk "$free MB free in $folder for $what"
  fi
}

check_engine() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/machinenativeops library
  [ -z "${CLICKHOUSE_URL:-}" ] || return 0
  library=$(find "$cache" -name 'libchdb*' -type f 2>/dev/null | head -n 1) || library=''
  if [ -n "$library" ]; then
    fine engine "ClickHouse engine in $library"
  else
    warn engine "the ClickHouse engine is not in $cache yet: the first './mno up' fetches it (about 600 MB)"
    check_disk "$cache" 1500 'the ClickHouse engine'
  fi
}

# There is nothing here to compare with but the sources: a clock before the last commit is certainly wrong.
check_clock() {
  local now commit
  now=$(date +%s)
  commit=$(git -C "$MNO_ROOT" log -1 --format=%ct 2>/dev/null) || commit=''
  [ -n "$commit" ] || commit=1790000000
  if [ "$now" -lt $((commit - 300)) ]; then
    fail clock "$(date -u '+%Y-%m-%d %H:%M:%S') UTC lies before the newest source: set the clock, since keys and events carry times"
  else
    fine clock "$(date -u '+%Y-%m-%d %H:%M:%S') UTC"
  fi
  check_clock_of_data "$now"
}

# Tokens, claims and sequences carry times: a clock that was set back refuses or doubles them.
check_clock_of_data() {
  local future
  future=$(mktemp) || return 0
  touch -d "@$(($1 + 120))" "$future" 2>/dev/null || { rm -f "$future"; return 0; }
  if [ -d "$MNO_HOME" ] && [ -n "$(find "$MNO_HOME/data" "$MNO_HOME/log" -type f -newer "$future" 2>/dev/null | head -n 1)" ]; then
    fail clock "was set back: $MNO_HOME has files from the future. Set it right, and let the stack run from then on"
  fi
  rm -f "$future"
}

check_key() { # asks the gateway about the key of credentials.json
  local said
  if ! supervisor_runs; then
    fine key 'is looked at while the stack runs'
    return 0
  fi
  said=$(launcher key 2>/dev/null) || said='warn cannot be looked up: see ./mno status'
  case $said in
    ok*) fine key "${said#ok }" ;;
    fail*) fail key "${said#fail }" ;;
    *) warn key "${said#warn }" ;;
  esac
}

check_secrets() {
  local open
  [ -d "$MNO_HOME/keys" ] || return 0
  open=$(find "$MNO_HOME/keys" \( -perm -040 -o -perm -004 \) 2>/dev/null | head -n 1)
  if [ -n "$open" ]; then
    fail secrets "$open can be read by others: chmod -R go= $MNO_HOME/keys"
  else
    fine secrets "in $MNO_HOME/keys, for their owner only"
  fi
}

check_credentials() {
  local file=$MNO_HOME/credentials.json
  if [ ! -f "$file" ]; then
    warn credentials "none yet: the first './mno up' writes $file"
  elif ! grep -q '"apiKey" *: *"[^"]' "$file"; then
    fail credentials "$file holds no apiKey: remove it, and './mno up' writes it anew"
  elif [ -n "$(find "$file" -prune \( -perm -040 -o -perm -004 \))" ]; then
    fail credentials "$file can be read by others: chmod 600 $file"
  else
    fine credentials "$file"
    check_key
  fi
}

check_running() {
  local state
  if supervisor_runs; then
    if state=$(status); then
      fine stack 'runs, everything is ready'
    else
      fail stack 'runs, but not everything is ready:'
      printf '%s\n' "$state"
    fi
  else
    if [ -f "$MNO_HOME/supervisor.pid" ]; then
      warn stack "was not stopped in order: './mno down' clears what is left, './mno up' starts again"
    else
      fine stack "not running; './mno up' starts it"
    fi
    check_ports
  fi
}

doctor() {
  check_tools
  check_disk "$MNO_HOME" 1000 'the state of the stack'
  check_engine
  check_postgres
  check_clock
  check_credentials
  check_secrets
  check_running
  if [ "$failures" -gt 0 ]; then
    echo "$failures to repair, $warnings to know."
    return 1
  fi
  echo "Nothing to repair, $warnings to know."
}
