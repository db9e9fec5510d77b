# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# What the launchers of the small programs have in common; sourced with $home, $program and $main_class.

# shellcheck source=bin/lib/jdk.sh
. "$home/bin/lib/jdk.sh"
# shellcheck source=bin/lib/jar.sh
. "$home/bin/lib/jar.sh"
# shellcheck source=bin/lib/aot.sh
. "$home/bin/lib/aot.sh"
# shellcheck source=bin/lib/start.sh
. "$home/bin/lib/start.sh"

# heap_of MOST: sets heap, in MiB, so that it fits into the machine or its cgroups beside the JVM.
heap_of() {
    find_memory_limit
    heap=$((memory_limit - 40))
    [ $heap -lt "$1" ] || heap=$1
    [ $heap -gt 16 ] || heap=16
}

find_jar
[ -n "$java_home" ] || need_java run

# For those that run for a moment, or have little to do: no second compiler, no file in /tmp. The first: native calls of ours,
# JLine's and Netty's.
small_jvm="--enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -XX:-UsePerfData"

# If stdin is closed, the JVM opens a file of its own in that place, and would read from it.
{ true 3<&0; } 2>/dev/null || exec </dev/null

# Which of them are terminals: to a shell the question is cheap.
terminals=
[ ! -t 0 ] || terminals=stdin
[ ! -t 1 ] || terminals=$terminals,stdout
[ ! -t 2 ] || terminals=$terminals,stderr

# Their words are UTF-8 whatever the locale says; and what the system says of errors is looked at, and is in English then.
LC_ALL=C.UTF-8
export LC_ALL
