#!/usr/bin/env python3
"""A slow wire between two network namespaces: two tap (or tun) devices whose packets are carried over late.

  wire.py {tap|tun} DELAY NAMESPACE DEVICE NAMESPACE DEVICE [JITTER]

DELAY is in seconds, each way; with JITTER a packet takes up to so much longer, and may be overtaken. Prints "ready" when
both devices exist; ends when it is killed.
"""
import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF = {'tun': 0x0001, 'tap': 0x0002}
IFF_NO_PI = 0x1000
LIBC = ctypes.CDLL(None, use_errno=True)


def open_device(kind, namespace, device):
    """The device belongs to the namespace in which it was made; the descriptor works from anywhere."""
    with open('/run/netns/' + namespace) as ns:
        if LIBC.setns(ns.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), 'setns ' + namespace)
    fd = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack('16sH22x', device.encode(), IFF[kind] | IFF_NO_PI))
    return fd


def carry(delay, jitter, a, b):
    under_way, count = [], 0
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for fd in select.select([a, b], [], [], wait)[0]:
            due = time.monotonic() + delay + random.uniform(0, jitter)
            heapq.heappush(under_way, (due, count, b if fd == a else a, os.read(fd, 65535)))
            count += 1
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, to, packet = heapq.heappop(under_way)
            try:
                os.write(to, packet)
            except OSError:
                pass  # the other end is down: the packet is lost, as on a wire


def main():
    kind, delay, ns_a, device_a, ns_b, device_b = sys.argv[1:7]
    jitter = sys.argv[7] if len(sys.argv) > 7 else 0
    ends = open_device(kind, ns_a, device_a), open_device(kind, ns_b, device_b)
    print('ready', flush=True)
    carry(float(delay), float(jitter), *ends)


main()
