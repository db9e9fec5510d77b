# shellcheck shell=sh disable=SC2154 # variables shared with the script that sources this
# Becomes the JVM: sourced by the programs' launchers, with $jvm_flags and what jdk.sh, jar.sh and aot.sh have found.

# "warm-up" alone makes the AOT cache.
only_argument=
[ $# != 1 ] || only_argument=$1

# The JVM knows names of files, and the words of a command, in the locale's charset; what is not in it, it loses. So where the
# locale names none, as under cron, in containers and at boot, or names UTF-8 but may not be installed, it is one that is
# always there; and what the system says of errors is in English then.
choose_utf8() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *.[Uu][Tt][Ff]8* | *.[Uu][Tt][Ff]-8*) ;;
    *.?*) return 0 ;; # another charset that somebody chose
    esac
    LC_ALL=C.UTF-8
    export LC_ALL
}

# start JVM-ARGUMENT...: the class path, the main class and the program's own arguments, behind the user's options.
start() {
    # The JVM refuses two collectors instead of taking the last one.
    case "${PEN_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}" in
    *-XX:+Use*GC*) collector= ;;
    *) collector=-XX:+UseSerialGC ;;
    esac

    if [ "$only_argument" = warm-up ]; then
        warm_up
        exit
    fi
    find_aot_cache

    set -f # options are split at blanks, never matched against file names
    # shellcheck disable=SC2086
    set -- ${PEN_JAVA_OPTS:-} "$@"
    [ $$ != 1 ] || set -- -Dpen.first=true "$@"
    # A cache that does not fit (another JVM, other options, damaged) is ignored by the JVM; its log must be, too.
    [ -z "$aot_cache" ] || set -- "-XX:AOTCache=$aot_cache" '-Xlog:aot*=off,cds*=off' "$@"
    # shellcheck disable=SC2086
    set -- "$java_home/bin/java" $jvm_flags ${run_flags:-} $collector "$@"
    if [ $$ = 1 ]; then
        # shellcheck source=bin/lib/first.sh
        . "$home/bin/lib/first.sh"
        stay "$@"
    fi
    exec "$@"
}
