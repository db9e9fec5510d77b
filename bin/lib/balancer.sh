# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# What the launchers of the balancer have in common, bin/pen and bin/vertx: sourced with $home, $program and $main_class.

# shellcheck source=bin/lib/jdk.sh
. "$home/bin/lib/jdk.sh"
# shellcheck source=bin/lib/jar.sh
. "$home/bin/lib/jar.sh"
# shellcheck source=bin/lib/aot.sh
. "$home/bin/lib/aot.sh"
# shellcheck source=bin/lib/start.sh
. "$home/bin/lib/start.sh"

least_memory=96 # MiB

# A start that is to read its logs and files again has not read them yet. Caught, not ignored: the JVM would inherit that.
trap : HUP USR1
# The JVM catches HUP early, to end by it. Pen has taken it over once USR1 is caught.
hangup_mask='*[2367abef]??'

find_jar
[ -n "$java_home" ] || need_java run
choose_utf8
find_memory_limit

heap_is_the_operators() {
    case " ${PEN_JAVA_OPTS:-}" in
    *" -Xmx"* | *" -XX:MaxHeapSize="* | *" -XX:MaxRAM"*) ;;
    *) return 1 ;;
    esac
}

# The operator's own heap says that he knows.
[ "$memory_limit" -ge $least_memory ] || heap_is_the_operators ||
    die "$memory_limit MiB of memory are not enough (expected: a cgroup or machine with at least $least_memory MiB, or \
-Xmx in PEN_JAVA_OPTS)"

# Of what the JVM itself leaves, 48 MiB, half is the heap's, and half the kernel's for sockets.
heap=$(((memory_limit - 48) / 2))
[ $heap -lt 512 ] || heap=512
[ $heap -gt 16 ] || heap=16

# Why these:
# Serial: the bytes do not pass the heap, so there is little to collect, and no collector threads beside the event loops.
# Compact headers: millions of small records (client table). Xms small, for a small idle process; Xmx of 512 MiB holds
# 100,000 connections and a million clients; more (TLS) says so in PEN_JAVA_OPTS. No PerfData: no file in /tmp that is
# written to while running. Trim: every few seconds what the compiler has used is given back to the system, about a fifth
# of what a busy process holds. MetaspaceSize: joining a cluster loads so many classes that all of the heap would be
# collected meanwhile, while event loops wait. The first two: Netty's and our own native calls, without warnings.
# pen.memory: by that Pen bounds what it takes on.
jvm_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
-Xms16m -Xmx${heap}m -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000 -XX:MetaspaceSize=96m"
run_flags="-Dpen.memory=$memory_limit"

# The second compiler takes 30 MiB and more for a moment, which a small cgroup does not have; malloc's arenas take some too.
if [ "$memory_limit" -lt 256 ]; then
    run_flags="$run_flags -Xms8m -XX:TieredStopAtLevel=1"
    MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
    export MALLOC_ARENA_MAX
fi
