# shellcheck shell=sh
# Waiting for what takes long so that TERM and INT end the wait, and what is waited for: a shell that waits for a command
# in the foreground looks at signals only afterwards.

attended=
trap end_attended EXIT

# attend COMMAND...: runs it without standard input; its exit status.
attend() {
    "$@" </dev/null &
    attended=$!
    attended_status=0
    wait "$attended" || attended_status=$?
    attended=
    return "$attended_status"
}

end_attended() {
    [ -z "$attended" ] || kill "$attended" 2>/dev/null || :
}
