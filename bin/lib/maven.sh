# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Chooses a Maven; sourced with $home and $java_home set.

# shellcheck source=bin/lib/attend.sh
. "$home/bin/lib/attend.sh"

# Sets maven: the wrapper, or an installed mvn where the wrapper cannot be downloaded. Returns 1 if there is neither.
choose_maven() {
    JAVA_HOME=$java_home
    export JAVA_HOME
    maven=$home/mvnw
    attend "$maven" --version >/dev/null || maven=$(command -v mvn)
}
