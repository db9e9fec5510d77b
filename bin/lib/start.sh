# shellcheck shell=sh disable=SC2154 # variables shared with the script that sources this
# Becomes the JVM: sourced by the programs' launchers, with $jvm_flags and what jdk.sh, jar.sh and aot.sh have found.

# start JVM-ARGUMENT...: the class path, the main class and the program's own arguments, behind the user's options.
start() {
    # The JVM refuses two collectors instead of taking the last one.
    case "${PEN_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}" in
    *-XX:+Use*GC*) collector= ;;
    *) collector=-XX:+UseSerialGC ;;
    esac

    find_aot_cache

    set -f # options are split at blanks, never matched against file names
    # shellcheck disable=SC2086
    set -- ${PEN_JAVA_OPTS:-} "$@"
    # A cache that does not fit (another JVM, other options, damaged) is ignored by the JVM; its log must be, too.
    [ -z "$aot_cache" ] || set -- "-XX:AOTCache=$aot_cache" '-Xlog:aot*=off,cds*=off' "$@"
    # shellcheck disable=SC2086
    exec "$java_home/bin/java" $jvm_flags $collector "$@"
}
