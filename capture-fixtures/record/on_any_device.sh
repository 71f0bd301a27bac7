# Cases recorded on the device "any", where a packet may be seen more than once.
# shellcheck shell=bash disable=SC2154

any_device_sll2() {
    host client
    start_capture client -i any -y LINUX_SLL2
    send client --connect --drain --gap 0.02 --source 127.0.0.1:40000 127.0.0.1:1060={one,two}
    stop_capture
    truth
}

any_device_sll() {
    host client
    start_capture client -i any -y LINUX_SLL
    send client --connect --receive --linger 1 --source 127.0.0.1:40000 127.0.0.1:1060=one
    stop_capture
    truth
}

any_device_on_router() {
    three_hosts
    start_capture router -i any -y LINUX_SLL2
    send client --connect --receive --linger 1 --source 10.0.1.1:40000 10.0.2.1:1060=through
    stop_capture
    truth
}

any_device_on_bridge() {
    host client switch server
    veth client eth0 switch left
    veth server eth0 switch right
    ip -n "$(ns switch)" link add bridge0 type bridge
    ip -n "$(ns switch)" link set left master bridge0
    ip -n "$(ns switch)" link set right master bridge0
    up switch bridge0
    address client eth0 10.0.1.1/24
    address server eth0 10.0.1.2/24
    on client ip link set eth0 address 02:00:00:00:00:03
    greet client 10.0.1.2
    start_capture switch -i any -y LINUX_SLL2
    send client --connect --receive --linger 1 --source 10.0.1.1:40000 10.0.1.2:1060=bridged
    stop_capture
    truth
}

host_unreachable_local() { # 10.0.1.9 does not exist: the datagrams wait for its address and are on no wire
    two_hosts
    start_capture client -i any -y LINUX_SLL2
    send client --gap 0.1 --linger 4 --source 10.0.1.1:40000 10.0.1.9:1060={one,two}
    stop_capture
    truth
}
