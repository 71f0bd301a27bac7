#!/bin/bash
# Records the captures of real sockets on a real kernel, a folder a case, with the truth that the experiment knows.
#
#   record.sh FOLDER [CASE...]      record these cases, or all of them, into FOLDER/CASE/
#   record.sh --list                name the cases
#
# Needs root, iproute2, nftables, tcpdump, dumpcap and python3. Everything happens in network namespaces that are
# removed afterwards; no packet leaves them. A case takes a few seconds and never more than a minute.
set -euo pipefail
started_in=$PWD
cd "$(dirname "$0")"
for part in laboratory on_one_machine on_any_device on_a_wire through_a_router; do
    source "./$part.sh"
done

cases=(
    port-unreachable-v4 port-unreachable-v6 several-sends half-on-the-wire alike-in-turn two-ports-interleaved
    live-and-closed dual-stack-socket empty-datagram no-checksum ip-options snapshot-length local-reject
    any-device-sll2 any-device-sll any-device-on-router any-device-on-bridge
    host-unreachable-local alike-burst alike-but-for-id raw-link send-before-capture fragmented segmented
    rate-limited quotes-tcp
    ttl-exceeded fragment-exceeded-ttl fragmentation-needed packet-too-big administratively-prohibited
    host-unreachable-late nat-inside nat-outside nat-both-sides nat-on-any-device nat-of-a-service
)

record() { # FOLDER CASE
    hosts=() running=() work=$(mktemp -d)
    trap clean_up EXIT
    trap 'exit 1' INT TERM
    log="$work/log"
    out=$1/$2
    mkdir -p "$out"
    chmod 755 "$out"
    echo "== $2"
    "${2//-/_}"
}

case ${1:---help} in
--list) printf '%s\n' "${cases[@]}" ;;
--help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" ;;
--one) record "$2" "$3" ;;
*)
    folder=$(cd "$started_in" && realpath -m "$1")
    shift
    for each in "${@:-${cases[@]}}"; do
        [[ " ${cases[*]} " == *" $each "* ]] || { echo "no such case: $each (--list names them)" >&2; exit 2; }
        timeout 60 bash ./record.sh --one "$folder" "$each"
    done
    ;;
esac
