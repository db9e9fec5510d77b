# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Builds target/pen.jar in a checkout; sourced by bin/lib/jar.sh when there is something to build.

# shellcheck source=bin/lib/maven.sh
. "$home/bin/lib/maven.sh"

build_jar() {
    if ! mkdir -p "$home/target" 2>/dev/null || [ ! -w "$home/target" ]; then
        if [ ! -f "$jar" ] || [ -e "$building" ]; then
            die "$jar is missing and cannot be built: $home/target is not writable"
        fi
        say "$jar is older than its sources, and $home/target is not writable: starting it as it is"
        return
    fi
    take_build_lock
    # Another start may have built it while this one waited.
    jar_is_current || run_build
    leave_build_lock
}

run_build() {
    need_java build
    log=$home/target/pen-build.log
    say "building target/pen.jar with $java_home (the first time this takes a minute, and longer to download)"
    : >"$building"
    # A running Pen keeps the file it has open; written over, it would lose its classes.
    rm -f "$jar"
    choose_maven 2>"$log" || build_failed "no Maven: ./mvnw could not fetch it and no mvn is installed"
    # The format is checked by bin/check; here its profile would only be a download.
    progress=$home/target/.pen.jar.progress
    rm -f "$progress"
    mkfifo "$progress"
    show_progress <"$progress" >&2 &
    shown=$!
    status=0
    attend run_maven >"$progress" 2>&1 || status=$?
    wait "$shown" || :
    rm -f "$progress"
    if [ "$status" != 0 ] || [ ! -f "$jar" ]; then build_failed "the build failed"; fi
    # As old as the build's start: what was edited meanwhile is newer and will be built.
    touch -r "$building" "$jar"
    rm -f "$building"
    jar_was_built=yes
}

run_maven() {
    cd "$home" && exec "$maven" -B -Dstyle.color=never -P '!format' -Dmaven.test.skip=true package
}

build_failed() {
    rm -f "$jar" "$building"
    tail -n 30 "$log" >&2
    die "$1; its whole log is $log"
}

# Maven's goals, and every 50th download, as a sign of life.
show_progress() {
    downloads=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >&4
        case $line in
        "[INFO] --- "*)
            line=${line#"[INFO] --- "}
            say "  ${line%% *}"
            ;;
        "Downloaded from "* | "[INFO] Downloaded from "*)
            downloads=$((downloads + 1))
            [ $((downloads % 50)) != 0 ] || say "  $downloads files downloaded"
            ;;
        esac
    done 4>>"$log"
}

# One build at a time. With flock the lock goes with its holder (Maven included), however that ends.
take_build_lock() {
    if command -v flock >/dev/null; then
        exec 9>"$home/target/.pen.jar.lock"
        flock -n 9 || {
            say "another start is building target/pen.jar: waiting for it"
            attend flock 9
        }
        return
    fi
    build_lock=$home/target/.pen.jar.lock.d
    until mkdir "$build_lock" 2>/dev/null; do
        holder=$(cat "$build_lock/pid" 2>/dev/null) || holder=
        # No pid yet: its holder is between mkdir and echo, or died there.
        if [ -n "$holder" ] && ! ps -p "$holder" >/dev/null 2>&1; then rm -rf "$build_lock"; fi
        if [ -z "$holder" ] && [ -n "$(find "$build_lock" -prune -mmin +1 2>/dev/null)" ]; then rm -rf "$build_lock"; fi
        sleep 1
    done
    echo $$ >"$build_lock/pid"
    trap 'end_attended; rm -rf "$build_lock"' EXIT
}

# Before exec: Pen itself must not hold the lock.
leave_build_lock() {
    if [ -z "${build_lock:-}" ]; then
        exec 9>&-
    else
        rm -rf "$build_lock"
        trap end_attended EXIT
    fi
}
