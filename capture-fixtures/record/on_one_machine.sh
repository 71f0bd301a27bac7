# Cases of one machine: its loopback.
# shellcheck shell=bash disable=SC2154

port_unreachable_v4() {
    host client
    start_capture client -i lo
    send client --connect --receive --linger 1 --source 127.0.0.1:40000 127.0.0.1:1060=one
    stop_capture
    truth
}

port_unreachable_v6() {
    host client
    start_capture client -i lo --time-stamp-precision=nano
    send client --connect --receive --linger 1 --source '[::1]:40000' '[::1]:1060=one'
    stop_capture
    truth
}

several_sends() {
    host client
    start_capture client -i lo --time-stamp-precision=nano
    send client --connect --drain --gap 0.02 --source 127.0.0.1:40000 127.0.0.1:1060={one,two,six,ten,eleven}
    stop_capture
    truth
}

half_on_the_wire() {
    host client
    start_capture client -i lo
    send client --connect --gap 0.02 --source 127.0.0.1:40000 127.0.0.1:1060={1,2,3,4,5,6}
    stop_capture
    truth
}

alike_in_turn() { # without id: an unconnected socket that insists on DF
    host client
    start_capture client -i lo
    send client --dont-fragment --gap 0.05 --source 127.0.0.1:40000 '127.0.0.1:1060=same*3'
    stop_capture
    truth --in-order ambiguous
}

two_ports_interleaved() {
    host client
    start_capture client -i lo
    send client --gap 0.01 --source 127.0.0.1:40000 \
        127.0.0.1:1060=a1 127.0.0.1:1061=b1 127.0.0.1:1060=a2 127.0.0.1:1061=b2 127.0.0.1:1061=b3 127.0.0.1:1060=a3
    stop_capture
    truth
}

live_and_closed() {
    host client
    live_peer client 127.0.0.1:1053 3
    start_capture client -i lo
    send client --gap 0.02 --source 127.0.0.1:40000 \
        127.0.0.1:1053=hello1 127.0.0.1:1060=hello2 127.0.0.1:1053=hello3 127.0.0.1:1060=hello4 127.0.0.1:1053=hello5
    stop_capture
    truth
}

dual_stack_socket() {
    host client
    start_capture client -i lo
    send client --connect --receive --linger 1 --source '[::ffff:127.0.0.1]:40000' '[::ffff:127.0.0.1]:1060=mapped'
    stop_capture
    truth
}

empty_datagram() {
    host client
    start_capture client -i lo
    send client --connect --drain --gap 0.02 --source 127.0.0.1:40000 127.0.0.1:1060= 127.0.0.1:1060=x
    stop_capture
    truth --in-order exact
}

no_checksum() {
    host client
    start_capture client -i lo
    send client --no-checksum --source 127.0.0.1:40000 127.0.0.1:1060=unsummed
    stop_capture
    truth
}

ip_options() { # record route (RFC 791): 7, length 15, pointer 4, room for three addresses, end of list
    host client
    start_capture client -i lo
    send client --connect --ip-options '07 0f 04 000000000000000000000000 00' \
        --source 127.0.0.1:40000 127.0.0.1:1060=optional
    stop_capture
    truth
}

snapshot_length() { # 14 Ethernet, 20 IP, 8 ICMP, 20 quoted IP, 8 quoted UDP: not an octet of the quoted payload
    host client
    start_capture client -i lo -s 70
    send client --connect --drain --gap 0.02 --size 100 --source 127.0.0.1:40000 127.0.0.1:1060={first,second}
    stop_capture
    truth --in-order exact
}

local_reject() {
    host client
    on client nft -f - <<'NFT'
        table inet wall {
            chain out {
                type filter hook output priority 0;
                ip daddr 127.0.0.1 udp dport 1060 reject
            }
        }
NFT
    start_capture client -i lo
    send client --connect --source 127.0.0.1:40000 127.0.0.1:1060=walled
    stop_capture
    truth
}
