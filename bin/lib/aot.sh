# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# The JVM's ahead-of-time cache (JEP 483, 514): classes already loaded and linked, half of the start-up time.
# Made once for a program, a jar and a JVM. Nothing in here may fail a start: without a cache Pen just starts slower.

# Sets aot_cache to a cache that fits, or to nothing. If none was made yet, makes one beside this start.
find_aot_cache() {
    aot_cache=
    [ "${PEN_AOT:-}" != off ] || return 0
    name_aot_cache
    # Beside the jar for all users, else for this user.
    set -- "${jar%/*}"
    user_caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -z "$user_caches" ] || set -- "$@" "$user_caches/pen${jar%/*}"
    for aot_dir; do
        if aot_cache_is_of_jar "$aot_dir/$aot_name"; then
            # Empty: it was tried, and this JVM could not make one.
            [ ! -s "$aot_dir/$aot_name" ] || aot_cache=$aot_dir/$aot_name
            return 0
        fi
    done
    for aot_dir; do
        if [ -w "$aot_dir" ] || { [ "$aot_dir" != "${jar%/*}" ] && mkdir -p "$aot_dir" 2>/dev/null; }; then
            make_aot_cache
            return 0
        fi
    done
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
    if [ -n "$jar_was_built" ]; then
        # After a build two more seconds do not matter, and this very start has the cache already.
        say "preparing fast starts"
        train </dev/null >/dev/null 2>&1 || :
        ! aot_cache_is_of_jar "$aot_dir/$aot_name" || [ ! -s "$aot_dir/$aot_name" ] || aot_cache=$aot_dir/$aot_name
        return
    fi
    # In a process of its own that nobody waits for: forked twice, so that it is no child of the JVM we become.
    (
        trap '' HUP
        train </dev/null >/dev/null 2>&1 &
    )
}
