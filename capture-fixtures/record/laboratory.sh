# Hosts, wires and one capture; sourced by record.sh, which sets the arrays "hosts" and "running" and the folders
# "out" and "work". A host is a network namespace, a running process is ended at the end of the case.
# shellcheck shell=bash disable=SC2154

host() { # NAME...: a namespace each, with a loopback
    local name
    for name; do
        ip netns add "$(ns "$name")"
        hosts+=("$name")
        on "$name" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
        on "$name" sysctl -qw net.ipv6.conf.default.router_solicitations=0
        on "$name" ip link set lo up
    done
}

ns() { echo "udpbounce-$$-$1"; }

on() { # HOST COMMAND...
    local name=$1
    shift
    timeout 40 ip netns exec "$(ns "$name")" "$@"
}

veth() { # HOST DEVICE HOST DEVICE: a fast wire
    ip -n "$(ns "$1")" link add "$2" address 02:00:00:00:00:01 type veth \
        peer name "$4" address 02:00:00:00:00:02 netns "$(ns "$3")"
    up "$1" "$2"
    up "$3" "$4"
}

slow_wire() { # KIND DELAY HOST DEVICE HOST DEVICE: tap or tun devices, joined by a process that waits
    await ready python3 wire.py "$1" "$2" "$(ns "$3")" "$4" "$(ns "$5")" "$6"
    if [ "$1" = tap ]; then
        ip -n "$(ns "$3")" link set "$4" address 02:00:00:00:00:01
        ip -n "$(ns "$5")" link set "$6" address 02:00:00:00:00:02
    fi
    up "$3" "$4"
    up "$5" "$6"
}

up() { ip -n "$(ns "$1")" link set "$2" up; }

address() { # HOST DEVICE ADDRESS...
    local name=$1 device=$2 each
    shift 2
    for each; do
        ip -n "$(ns "$name")" address add "$each" dev "$device" $([[ $each == *:* ]] && echo nodad)
    done
}

route() { # HOST ARGUMENTS of ip route
    local name=$1
    shift
    ip -n "$(ns "$name")" route add "$@"
}

# client 10.0.1.1 -- 10.0.1.254 router 10.0.2.254 -- 10.0.2.1 server, and the same with fd00:1:: and fd00:2::
three_hosts() {
    host client router server
    veth client eth0 router left
    veth router right server eth0
    address client eth0 10.0.1.1/24 fd00:1::1/64
    address router left 10.0.1.254/24 fd00:1::254/64
    address router right 10.0.2.254/24 fd00:2::254/64
    address server eth0 10.0.2.1/24 fd00:2::1/64
    route client default via 10.0.1.254
    route client default via fd00:1::254
    route server default via 10.0.2.254
    route server default via fd00:2::254
    on router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    greet client 10.0.2.1 fd00:2::1
}

# client 10.0.1.1 -- 10.0.1.2 server, and the same with fd00:1::
two_hosts() {
    host client server
    "${@:-veth}" client eth0 server eth0
    address client eth0 10.0.1.1/24 fd00:1::1/64
    address server eth0 10.0.1.2/24 fd00:1::2/64
    greet client 10.0.1.2 fd00:1::2
}

greet() { # HOST ADDRESS...: a refused TCP connection, so that the neighbours know each other and no datagram waits
    local name=$1 each
    shift
    for each; do on "$name" bash -c ": <>/dev/tcp/$each/9" 2>>"$log" || true; done
}

await() { # WORD COMMAND...: in the background, until it says WORD
    local word=$1 said="$work/said-$BASHPID-$RANDOM"
    shift
    : >"$said"
    timeout 50 "$@" >"$said" 2>&1 &
    running+=($!)
    for _ in {1..100}; do
        grep -q "$word" "$said" && return
        sleep 0.05
    done
    cat "$said" >&2
    return 1
}

start_capture() { # HOST OPTIONS of tcpdump
    local name=$1
    shift
    await 'listening on' ip netns exec "$(ns "$name")" \
        tcpdump -Z root --immediate-mode -n -w "$out/capture.pcap" "$@"
    capture=$!
}

stop_capture() { # lets what is under way arrive
    sleep 0.5
    kill -INT "$capture"
    wait "$capture" || true
}

send() { # HOST ARGUMENTS of udp.py send
    local name=$1
    shift
    on "$name" python3 udp.py send "$@" | tee -a "$log"
}

live_peer() { # HOST ADDRESS:PORT COUNT
    await ready ip netns exec "$(ns "$1")" python3 udp.py answer "$2" "$3"
}

truth() { python3 truth.py "$out"/capture.pcap* "$@"; }

clean_up() {
    local each
    for each in "${running[@]}"; do kill "$each" 2>/dev/null || true; done
    wait
    for each in "${hosts[@]}"; do ip netns delete "$(ns "$each")"; done
    rm -rf "$work"
}
