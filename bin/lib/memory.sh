# shellcheck shell=sh disable=SC2034 # variables shared with the script that sources this
# How much memory there is for a program: the machine's, or what the cgroups that it is in (version 1 and 2) allow of it.
# Files are read by the shell itself, so that it costs a millisecond.

# PEN_SYSTEM_ROOT: instead of /; the tests need it.
system_root=${PEN_SYSTEM_ROOT:-}

# Sets memory_limit: MiB that the machine has, or that cgroups allow.
find_memory_limit() {
    read_meminfo MemTotal
    memory_limit=$meminfo
    each_memory_cgroup bound_memory_limit
}

# Sets memory_left: MiB of it that nobody uses, or only for copies of files.
find_memory_left() {
    read_meminfo MemAvailable
    memory_left=$meminfo
    each_memory_cgroup bound_memory_left
}

# read_meminfo NAME: sets meminfo, in MiB; a system that does not tell has plenty.
read_meminfo() {
    meminfo=1048576
    [ -r "$system_root/proc/meminfo" ] || return 0
    while read -r meminfo_name meminfo_kib _; do
        if [ "$meminfo_name" = "$1:" ]; then
            meminfo=$((meminfo_kib >> 10))
            return
        fi
    done <"$system_root/proc/meminfo"
}

# each_memory_cgroup VISITOR: calls it with the folder of each cgroup that may bound memory, from the inmost outwards.
each_memory_cgroup() {
    [ -r "$system_root/proc/self/cgroup" ] || return 0
    while IFS=: read -r _ cgroup_controllers cgroup_path; do
        case ,$cgroup_controllers, in
        *,memory,*) walk_cgroups "$1" "$system_root/sys/fs/cgroup/memory" ;;
        ,,)
            walk_cgroups "$1" "$system_root/sys/fs/cgroup"
            walk_cgroups "$1" "$system_root/sys/fs/cgroup/unified" # beside version 1
            ;;
        esac
    done <"$system_root/proc/self/cgroup"
}

# In a container the path may be the host's, and not be there; what is mounted is the container's own cgroup then.
walk_cgroups() {
    case $cgroup_path in */..*) cgroup_path=/ ;; esac # of a cgroup that this namespace does not show
    cgroup=$cgroup_path
    while :; do
        "$1" "$2${cgroup%/}"
        [ -n "${cgroup%/}" ] || return 0
        cgroup=${cgroup%/*}
    done
}

bound_memory_limit() {
    read_cgroup_limit "$1" || return 0
    [ "$cgroup_limit" -ge "$memory_limit" ] || memory_limit=$cgroup_limit
}

bound_memory_left() {
    read_cgroup_limit "$1" || return 0
    read_mib "$1/memory.current" || read_mib "$1/memory.usage_in_bytes" || return 0
    cgroup_left=$((cgroup_limit - mib))
    # Copies of files that were not asked for lately give way.
    if [ -r "$1/memory.stat" ]; then
        while read -r stat_name stat_bytes; do
            case $stat_name in
            inactive_file | total_inactive_file) cgroup_files=$((stat_bytes >> 20)) ;;
            esac
        done <"$1/memory.stat"
        cgroup_left=$((cgroup_left + ${cgroup_files:-0}))
    fi
    [ "$cgroup_left" -ge "$memory_left" ] || memory_left=$cgroup_left
}

# Sets cgroup_limit, in MiB; returns 1 if there is none. Above memory.high a cgroup is slowed down until nothing moves.
read_cgroup_limit() {
    cgroup_limit=
    for limit_file in memory.max memory.high memory.limit_in_bytes; do
        if read_mib "$1/$limit_file" && [ "$mib" -lt "${cgroup_limit:-1048576}" ]; then cgroup_limit=$mib; fi
    done
    [ -n "$cgroup_limit" ]
}

# read_mib FILE: sets mib; returns 1 if there is no number of bytes in it.
read_mib() {
    [ -r "$1" ] || return 1
    mib=
    read -r mib <"$1" || [ -n "$mib" ] || return 1
    case $mib in '' | *[!0-9]* | ????????????????????*) return 1 ;; esac # the last: more than a shell can count
    mib=$((mib >> 20))
}
