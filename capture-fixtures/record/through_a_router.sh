# Cases of a client, a router and a server.
# shellcheck shell=bash disable=SC2154

ttl_exceeded() { # as traceroute does it
    three_hosts
    start_capture client -i eth0
    send client --ttl 1 --source 10.0.1.1:40000 10.0.2.1:33434=hop1
    send client --ttl 2 --source 10.0.1.1:40000 10.0.2.1:33435=hop2
    send client --ttl 1 --source '[fd00:1::1]:40000' '[fd00:2::1]:33434=hop1'
    send client --ttl 2 --source '[fd00:1::1]:40000' '[fd00:2::1]:33435=hop2'
    stop_capture
    truth
}

fragment_exceeded_ttl() { # the router sees fragments and quotes the first
    three_hosts
    start_capture client -i eth0
    send client --fragment --size 3000 --ttl 1 --source 10.0.1.1:40000 10.0.2.1:1060=long
    stop_capture
    truth
}

fragmentation_needed() {
    three_hosts
    on router ip link set right mtu 1300
    start_capture client -i eth0
    send client --connect --drain --gap 0.05 --size 1400 --source 10.0.1.1:40000 10.0.2.1:1060={big,again}
    stop_capture
    truth
}

packet_too_big() {
    three_hosts
    on router ip link set right mtu 1300
    start_capture client -i eth0
    send client --connect --drain --gap 0.05 --size 1400 --source '[fd00:1::1]:40000' '[fd00:2::1]:1060='{big,again}
    stop_capture
    truth
}

administratively_prohibited() {
    three_hosts
    on router nft -f - <<'NFT'
        table inet wall {
            chain forward {
                type filter hook forward priority 0;
                udp dport 1060 reject with icmpx type admin-prohibited
                meta nfproto ipv4 udp dport 1061 reject with icmp type host-prohibited
                meta nfproto ipv6 udp dport 1061 reject with icmpv6 type no-route
            }
        }
NFT
    start_capture client -i eth0
    send client --gap 0.02 --source 10.0.1.1:40000 10.0.2.1:1060=v4 10.0.2.1:1061=v4too
    send client --gap 0.02 --source '[fd00:1::1]:40000' '[fd00:2::1]:1060=v6' '[fd00:2::1]:1061=v6too'
    stop_capture
    truth
}

host_unreachable_late() { # 10.0.2.9 does not exist: the router asks for it for three seconds
    three_hosts
    start_capture client -i eth0
    send client --gap 0.4 --linger 3 --source 10.0.1.1:40000 \
        10.0.2.9:1060=nobody1 10.0.2.1:1060=closed1 10.0.2.9:1060=nobody2 10.0.2.1:1060=closed2
    stop_capture
    truth
}

masquerade() {
    on router nft -f - <<'NFT'
        table ip nat {
            chain out {
                type nat hook postrouting priority 100;
                oif "right" udp dport 1060-1069 masquerade to :50000-50009
            }
        }
NFT
}

nat_inside() {
    three_hosts
    masquerade
    start_capture client -i eth0
    send client --gap 0.02 --source 10.0.1.1:40000 10.0.2.1:1060=one 10.0.2.1:1061=two
    stop_capture
    truth
}

nat_outside() {
    three_hosts
    masquerade
    start_capture server -i eth0
    send client --gap 0.02 --source 10.0.1.1:40000 10.0.2.1:1060=one 10.0.2.1:1061=two
    stop_capture
    truth
}

nat_both_sides() {
    three_hosts
    masquerade
    await 'Capturing on' ip netns exec "$(ns router)" dumpcap -q -i left -i right -w "$out/capture.pcapng"
    capture=$!
    sleep 1
    send client --gap 0.2 --source 10.0.1.1:40000 10.0.2.1:1060=one 10.0.2.1:1061=two
    stop_capture
    python3 nameless.py "$out/capture.pcapng"
    truth --translated surely
}

nat_on_any_device() { # the router shows each datagram and each error on both sides of the translation
    three_hosts
    masquerade
    live_peer server 10.0.2.1:1063 1
    start_capture router -i any -y LINUX_SLL2
    send client --gap 0.02 --source 10.0.1.1:40000 10.0.2.1:1060=first-of-four 10.0.2.1:1061=second-of-four
    send client --connect --gap 0.02 --receive --source 10.0.1.1:40001 10.0.2.1:1062=third-of-four
    send client --connect --receive --source 10.0.1.1:40002 10.0.2.1:1063=fourth-of-four
    stop_capture
    truth --translated surely
}

# A port of the router leads to a server, as that of a Kubernetes node to a pod: both ends are translated.
service() {
    on router nft -f - <<'NFT'
        table ip nat {
            chain in {
                type nat hook prerouting priority -100;
                iif "left" udp dport 8125 dnat to 10.0.2.1:9125
            }
            chain out {
                type nat hook postrouting priority 100;
                ct status dnat masquerade fully-random
            }
        }
NFT
}

nat_of_a_service() {
    three_hosts
    service
    start_capture router -i any -y LINUX_SLL2
    send client --connect --drain --gap 0.02 --source 10.0.1.1:40000 \
        10.0.1.254:8125={requests:1,requests:2,requests:3,requests:4}
    stop_capture
    truth --translated likely
}
