# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Makes an AOT cache by a training run: sourced by bin/lib/aot.sh when there is none.
# The training is the program's own, $main_class warm-up: it works a little on loopback ports of the system's choice and
# exits with 0.

# Runs in a process of its own.
train() {
    trap 'exit 143' TERM
    trap end_attended EXIT
    work=$aot_dir/.$aot_name.work
    # The folder is the lock. A training takes seconds and is stopped after a minute: an old one was killed.
    if ! mkdir "$work"; then
        if [ -z "$(find "$work" -prune -mmin +5)" ]; then return; fi
        rm -rf "$work"
        mkdir "$work" || return
    fi
    # However it ends, and when the JVM writes nothing any more.
    trap 'end_attended; wait; rm -rf "$work"' EXIT
    cache=$work/cache.aot
    limit=
    ! command -v timeout || limit="timeout ${training_seconds:-60}"
    # Before the training: should the jar be replaced meanwhile, the cache must not look like the new one's.
    touch -r "$jar" "$work/stamp"
    # shellcheck disable=SC2086
    if ! attend $limit nice -n 19 "$java_home/bin/java" $jvm_flags -XX:+UseSerialGC "-XX:AOTCacheOutput=$cache" \
        -cp "$jar" "$main_class" warm-up || [ ! -s "$cache" ]; then
        : >"$cache" # empty says: do not try again at every start
    fi
    touch -r "$work/stamp" "$cache"
    # Those of this JVM's earlier versions, and of jars that are gone, only take up room.
    rm -f "$aot_dir/$program-"*"${aot_name#"$program-$java_build"}"
    mv -f "$cache" "$aot_dir/$aot_name"
}
