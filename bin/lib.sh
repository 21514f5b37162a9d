# Sourced by the scripts in bin/ and .ci/; not run by itself. Plain POSIX shell.

EDGEMQ_JDK_MIN=25

# The folder that holds a script, through any chain of symbolic links.
script_dir() {
  _path=$1
  while [ -L "$_path" ]; do
    _target=$(readlink "$_path")
    case $_target in
      /*) _path=$_target ;;
      *) _path=$(dirname "$_path")/$_target ;;
    esac
  done
  (cd "$(dirname "$_path")" && pwd -P)
}

# Prints the feature release (25) of the JDK in a folder; nothing when it holds no JDK.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    _version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")
  else
    _version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')
  fi
  _release=${_version%%[!0-9]*}
  # Before Java 9 a release was called 1.8.
  [ -n "$_release" ] && [ "$_release" -gt 1 ] && echo "$_release"
  return 0
}

jdk_is_enough() {
  _found=$(jdk_release "$1")
  [ -n "$_found" ] && [ "$_found" -ge "$EDGEMQ_JDK_MIN" ]
}

# Prints the home of a JDK that is new enough: JAVA_HOME first, then PATH, then the usual folders.
# Fails, printing nothing, when there is none.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_is_enough "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return 0
  fi
  _javac=$(command -v javac 2>/dev/null || true)
  if [ -n "$_javac" ]; then
    _home=$(dirname "$(script_dir "$_javac")")
    if jdk_is_enough "$_home"; then
      echo "$_home"
      return 0
    fi
  fi
  for _home in \
    /usr/lib/jvm/* \
    /usr/java/* \
    /opt/java/* /opt/jdk* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if jdk_is_enough "$_home"; then
      echo "$_home"
      return 0
    fi
  done
  return 1
}

# Exports JAVA_HOME and puts its bin first on PATH, or says what to install and ends the script.
require_jdk() {
  if ! _jdk=$(find_jdk); then
    cat >&2 <<END
EdgeMQ needs a JDK $EDGEMQ_JDK_MIN or newer, and none was found in JAVA_HOME, on PATH or in the usual folders.
Install one, for example:
  Debian, Ubuntu   apt-get install openjdk-$EDGEMQ_JDK_MIN-jdk-headless
  Fedora           dnf install java-$EDGEMQ_JDK_MIN-openjdk-devel
  macOS            brew install openjdk@$EDGEMQ_JDK_MIN
  anywhere         sdk install java   (SDKMAN), or Eclipse Temurin $EDGEMQ_JDK_MIN
or set JAVA_HOME to the folder of one that is already there.
END
    exit 1
  fi
  JAVA_HOME=$_jdk
  PATH=$JAVA_HOME/bin:$PATH
  export JAVA_HOME PATH
}

require_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    echo "EdgeMQ is built with Maven 3.8 or newer, and mvn is not on PATH (Debian: apt-get install maven; macOS: brew install maven)." >&2
    exit 1
  fi
}
