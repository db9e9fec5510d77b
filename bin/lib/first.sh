# shellcheck shell=sh
# Being process 1 of a container: sourced by bin/lib/start.sh for that alone. The kernel keeps signals from process 1 that it
# does not catch, and for its first quarter of a second a JVM catches none: a TERM then would be lost, and the container
# end only when it is killed. So the shell stays, hands signals on, and waits for whatever ends in its container.

# stay COMMAND...: ends with its exit status.
stay() {
    interrupted=
    # What runs beside a shell gets no standard input and is deaf to INT, unless one gives it the one and does without the other.
    exec 4<&0
    "$@" <&4 4<&- &
    program_process=$!
    exec 4<&-
    trap 'kill -TERM "$program_process" 2>/dev/null || :' TERM
    trap 'interrupted=yes; kill -TERM "$program_process" 2>/dev/null || :' INT
    # Where nobody catches them yet, these would end it.
    trap 'hand_on HUP "${hangup_mask:-*[13579bdf]}"' HUP
    trap 'hand_on USR1 "*[2367abef]??"' USR1
    trap 'hand_on QUIT "*[4567cdef]"' QUIT
    # A signal ends the wait, too.
    while
        first_status=0
        wait "$program_process" || first_status=$?
        kill -0 "$program_process" 2>/dev/null
    do :; done
    [ -z "$interrupted" ] || [ "$first_status" != 143 ] || first_status=130
    trap - EXIT
    exit "$first_status"
}

# hand_on SIGNAL PATTERN: what the mask of caught signals looks like if the signal is among them.
hand_on() {
    while read -r name mask; do
        if [ "$name" = SigCgt: ]; then
            # shellcheck disable=SC2254 # a pattern
            case $mask in $2) kill -"$1" "$program_process" 2>/dev/null || : ;; esac
            return
        fi
    done <"/proc/$program_process/status"
}
