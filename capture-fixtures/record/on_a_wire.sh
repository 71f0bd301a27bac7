# Cases of a client and a server, some with a slow wire between.
# shellcheck shell=bash disable=SC2154

alike_burst() { # all on their way before the first error is back, and without id
    two_hosts slow_wire tap 0.05
    start_capture client -i eth0
    send client --dont-fragment --source 10.0.1.1:40000 '10.0.1.2:1060=same*4'
    stop_capture
    truth --in-order ambiguous
}

alike_but_for_id() {
    two_hosts slow_wire tap 0.05
    start_capture client -i eth0
    send client --source 10.0.1.1:40000 '10.0.1.2:1060=same*4'
    stop_capture
    truth --in-order exact
}

raw_link() {
    two_hosts slow_wire tun 0.01
    start_capture client -i eth0
    send client --connect --receive --linger 1 --source 10.0.1.1:40000 10.0.1.2:1060=tunnelled
    send client --connect --receive --linger 1 --source '[fd00:1::1]:40000' '[fd00:1::2]:1060=tunnelled'
    stop_capture
    truth
}

send_before_capture() {
    two_hosts slow_wire tap 0.8
    send client --source 10.0.1.1:40000 10.0.1.2:1060=early
    start_capture client -i eth0
    sleep 1
    send client --linger 2 --source 10.0.1.1:40000 10.0.1.2:1060=late
    stop_capture
    truth
}

fragmented() {
    two_hosts
    start_capture client -i eth0
    send client --fragment --size 3000 --source 10.0.1.1:40000 10.0.1.2:1060=long
    send client --fragment --size 3000 --source '[fd00:1::1]:40000' '[fd00:1::2]:1060=long'
    stop_capture
    truth
}

segmented() {
    two_hosts
    start_capture client -i eth0
    send client --segment 1000 --size 5000 --source 10.0.1.1:40000 10.0.1.2:1060=segments
    stop_capture
    truth
}

rate_limited() {
    two_hosts
    start_capture client -i eth0
    send client --gap 0.005 --source 10.0.1.1:40000 10.0.1.2:1060=datagram-{001..200} >/dev/null
    stop_capture
    truth
}

quotes_tcp() { # errors about a TCP segment and a ping beside one about a datagram
    two_hosts
    on server nft -f - <<'NFT'
        table ip wall {
            chain in {
                type filter hook input priority 0;
                tcp dport 1060 reject with icmp type port-unreachable
                icmp type echo-request reject with icmp type host-prohibited
            }
        }
NFT
    start_capture client -i eth0
    on client python3 udp.py ping 10.0.1.2
    on client timeout 0.5 bash -c ': <>/dev/tcp/10.0.1.2/1060' 2>>"$log" || true
    send client --source 10.0.1.1:40000 10.0.1.2:1060=datagram
    stop_capture
    truth
}
