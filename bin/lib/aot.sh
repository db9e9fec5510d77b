# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# The JVM's ahead-of-time cache (JEP 483, 514): classes already loaded and linked, half of the start-up time.
# Made once for a program, a jar and a JVM. Nothing in here may fail a start: without a cache Pen just starts slower.

# shellcheck source=bin/lib/attend.sh
. "$home/bin/lib/attend.sh"
# shellcheck source=bin/lib/memory.sh
. "$home/bin/lib/memory.sh"

# Two JVMs for some seconds, the greater one with all classes twice.
training_memory=512 # MiB

# Sets aot_cache to a cache that fits, or to nothing. If none was made yet, makes one beside this start, where that harms
# nobody.
find_aot_cache() {
    aot_cache=
    [ "${PEN_AOT:-}" != off ] || return 0
    aot_folders look_for_aot_cache
    [ -z "$aot_known" ] || return 0
    if [ "${PEN_AOT:-}" != on ] && [ -z "$jar_was_built" ] && in_container; then return 0; fi
    enough_for_training || return 0
    aot_folders choose_aot_folder
    [ -z "$aot_dir" ] || make_aot_cache
}

# aot_folders FUNCTION: calls it with the folders where caches are: beside the jar for all users, else for this user.
aot_folders() {
    aot_known='' aot_dir='' aot_cache=''
    name_aot_cache
    "$1" "${jar%/*}"
    user_caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -z "$user_caches" ] || "$1" "$user_caches/pen${jar%/*}"
}

look_for_aot_cache() {
    if [ -n "$aot_known" ] || ! aot_cache_is_of_jar "$1/$aot_name"; then return 0; fi
    aot_known=$1/$aot_name
    # Empty: it was tried, and this JVM could not make one.
    [ ! -s "$aot_known" ] || aot_cache=$aot_known
}

choose_aot_folder() {
    [ -z "$aot_dir" ] || return 0
    if [ -w "$1" ] || { [ "$1" != "${jar%/*}" ] && mkdir -p "$1" 2>/dev/null; }; then aot_dir=$1; fi
}

# A container's file system mostly is a fresh one at each start, so that each start would make a cache, and none use it.
in_container() {
    [ $$ = 1 ] || [ -n "${container:-}${KUBERNETES_SERVICE_HOST:-}" ] ||
        [ -e "$system_root/.dockerenv" ] || [ -e "$system_root/run/.containerenv" ]
}

enough_for_training() {
    find_memory_left
    [ "$memory_left" -ge $training_memory ]
}

# The JVM's version and place. A JVM that was updated gets a new cache.
name_aot_cache() {
    aot_name=$program-$java_build rest=$java_home/
    while [ -n "$rest" ]; do
        aot_name=${aot_name}_${rest%%/*}
        rest=${rest#*/}
    done
    aot_name=$aot_name.aot
}

# Its modification time is the jar's, to the tick; an older jar put in place (a downgrade) has another.
# shellcheck disable=SC3013 # test's -nt and -ot are in POSIX since 2024
aot_cache_is_of_jar() {
    [ -e "$1" ] && [ ! "$1" -nt "$jar" ] && [ ! "$1" -ot "$jar" ]
}

make_aot_cache() {
    # shellcheck source=bin/lib/train.sh
    . "$home/bin/lib/train.sh"
    # After a build two more seconds do not matter, and this very start has the cache already. Process 1 waits, too: who is
    # not waited for becomes its child in the end, and the JVM would leave it a zombie.
    if [ -n "$jar_was_built" ] || [ $$ = 1 ]; then
        say "preparing fast starts"
        attend train >/dev/null 2>&1 || :
        aot_folders look_for_aot_cache
        return
    fi
    # In a process of its own that nobody waits for: forked twice, so that it is no child of the JVM we become.
    (
        trap '' HUP
        train </dev/null >/dev/null 2>&1 &
    )
}

# warm_up: the command of that name makes the cache now and waits for it, as when a package or an image is built.
warm_up() {
    aot_folders look_for_aot_cache
    if [ -z "$aot_cache" ]; then
        aot_folders choose_aot_folder
        [ -n "$aot_dir" ] || die "warm-up: ${jar%/*} is not writable"
        # shellcheck source=bin/lib/train.sh
        . "$home/bin/lib/train.sh"
        # One that a start makes meanwhile is as good.
        waited=0
        while [ -d "$aot_dir/.$aot_name.work" ] && [ $waited -lt 60 ]; do
            attend sleep 1
            waited=$((waited + 1))
        done
        aot_folders look_for_aot_cache
    fi
    if [ -z "$aot_cache" ]; then
        aot_folders choose_aot_folder
        training_seconds=600 # a machine that builds may be slow, or emulated
        warm_up_log=$aot_dir/.$aot_name.log
        attend train >"$warm_up_log" 2>&1 || :
        aot_folders look_for_aot_cache
        if [ -z "$aot_cache" ]; then
            tail -n 20 "$warm_up_log" >&2
            rm -f "$warm_up_log"
            enough_for_training || die "warm-up: $memory_left MiB of memory are left (expected: $training_memory MiB)"
            die "warm-up: no AOT cache was made in $aot_dir"
        fi
        rm -f "$warm_up_log"
    fi
    say "the AOT cache is $aot_cache"
}
