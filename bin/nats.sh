# Sourced after lib.sh: finds or fetches a nats-server that the tests can use. Plain POSIX shell.

EDGEMQ_NATS_MIN_MINOR=12

# Prints the version (2.15.1) of a nats-server; nothing when the file is none.
nats_version() {
  [ -x "$1" ] || return 0
  "$1" --version 2>/dev/null | sed -n 's/.*v\{0,1\}\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p'
}

nats_is_enough() {
  _version=$(nats_version "$1")
  _major=${_version%%.*}
  _rest=${_version#*.}
  _minor=${_rest%%.*}
  [ -n "$_version" ] || return 1
  [ "$_major" -gt 2 ] || { [ "$_major" -eq 2 ] && [ "$_minor" -ge "$EDGEMQ_NATS_MIN_MINOR" ]; }
}

# Prints the path of a nats-server that is new enough: NATS_SERVER, PATH, .tools/. Fails without one.
find_nats() {
  for _server in "${NATS_SERVER:-}" "$(command -v nats-server 2>/dev/null || true)" "$PWD/.tools/nats-server"; do
    if [ -n "$_server" ] && nats_is_enough "$_server"; then
      echo "$_server"
      return 0
    fi
  done
  return 1
}

# Unpacks the nats-server of Debian's unstable suite into .tools/, from the mirror that this machine
# takes its packages from; nothing is installed. Fails where apt is not there or reaches nothing.
fetch_nats() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
  _mirror=$(apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' 2>/dev/null | sed -n 's/ Debian$//p;s/ .*//p' | grep '/debian/\{0,1\}$' | head -n 1)
  _keys=$(ls /usr/share/keyrings/debian-archive-keyring.* 2>/dev/null | head -n 1)
  [ -n "$_mirror" ] && [ -n "$_keys" ] || return 1
  mkdir -p .tools
  _work=$(mktemp -d "$PWD/.tools/fetch.XXXXXX")
  mkdir -p "$_work/lists/partial" "$_work/archives/partial"
  echo "deb [signed-by=$_keys] $_mirror unstable main" >"$_work/sources.list"
  _status=0
  (
    cd "$_work"
    set -- -qq -o "Dir::Etc::sourcelist=$_work/sources.list" -o Dir::Etc::sourceparts=- \
      -o "Dir::State::lists=$_work/lists" -o "Dir::Cache=$_work" -o "Dir::Cache::archives=$_work/archives" \
      -o APT::Sandbox::User=root -o Acquire::Languages=none
    apt-get "$@" update >&2 && apt-get "$@" download nats-server >&2 && dpkg-deb -x nats-server_*.deb tree
  ) || _status=1
  if [ "$_status" = 0 ]; then
    mv "$_work"/tree/usr/*bin/nats-server .tools/nats-server || _status=1
  fi
  rm -rf "$_work"
  return "$_status"
}

# Whether containers can run here: then the tests take nats-server's image, EDGEMQ_NATS_IMAGE or the
# official one.
has_docker() {
  command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1
}

# Prints what the tests will run, after require_nats.
nats_in_use() {
  if [ -n "$NATS_SERVER" ]; then
    echo "nats-server $(nats_version "$NATS_SERVER")"
  else
    echo "nats-server in Docker"
  fi
}

# Exports NATS_SERVER, empty where its image will do; or says what to install and ends the script.
require_nats() {
  if _nats=$(find_nats) || { echo "fetching a nats-server into .tools/" >&2 && fetch_nats && _nats=$(find_nats); }; then
    NATS_SERVER=$_nats
    export NATS_SERVER
    return 0
  fi
  if has_docker; then
    NATS_SERVER=
    export NATS_SERVER
    return 0
  fi
  cat >&2 <<END
EdgeMQ's tests need a nats-server 2.$EDGEMQ_NATS_MIN_MINOR or newer, and none was found in NATS_SERVER, on PATH or in .tools/,
nor a Docker to run its image in.
Install one, for example:
  macOS            brew install nats-server
  Fedora, Debian   the nats-server package, where it is 2.$EDGEMQ_NATS_MIN_MINOR or newer
  anywhere         a release of nats-server, unpacked to .tools/nats-server
END
  exit 1
}
