"""Makes one experiment with real sockets; its name is the first argument."""
import os
import socket
import subprocess
import sys
import threading
import time

CLOSED = 1060


def udp(family=socket.AF_INET):
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.settimeout(0.3)
    return s


def attempt(call, *arguments):
    try:
        return call(*arguments)
    except OSError:
        return None


def program_one(family=socket.AF_INET, host="127.0.0.1"):
    s = udp(family)
    s.connect((host, CLOSED))
    s.send(b"123")
    attempt(s.recvfrom, 100)


def program_two():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    attempt(s.recvfrom, 100)


def unconnected():
    s = udp()
    s.sendto(b"123", ("127.0.0.1", CLOSED))
    attempt(s.recvfrom, 100)


def two_peers():
    for port in CLOSED, CLOSED + 1:
        s = udp()
        s.connect(("127.0.0.1", port))
        s.send(b"123")
        attempt(s.recv, 100)


def recverr():
    s = udp()
    s.setsockopt(socket.IPPROTO_IP, 11, 1)
    s.sendto(b"123", ("127.0.0.1", CLOSED))
    s.recvmsg(100, 512, 0x2000)


def alternating():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    for _ in range(8):
        attempt(s.send, b"123")


def stale():
    listener = udp()
    listener.bind(("127.0.0.1", 0))
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    s.send(b"123")
    s.connect(listener.getsockname())
    attempt(s.send, b"456")
    s.send(b"789")
    listener.recv(100)


def closed_early():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    s.send(b"123")
    s.close()


def take_error():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    s.send(b"123")
    s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def child_is_told():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    s.send(b"123")
    copy = os.dup(s.fileno())
    s.close()
    pid = os.fork()
    if pid == 0:
        attempt(os.read, copy, 100)
        os._exit(0)
    os.waitpid(pid, 0)


def after_exec():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    s.send(b"123")
    os.set_inheritable(s.fileno(), True)
    code = "import os\ntry: os.read(%d, 9)\nexcept OSError: pass" % s.fileno()
    os.execv(sys.executable, [sys.executable, "-c", code])


def threads():
    def talk(number):
        s = udp()
        s.connect(("127.0.0.1", CLOSED))
        for i in range(250):
            s.send(b"%d %d" % (number, i))
            attempt(s.recv, 100)

    started = [threading.Thread(target=talk, args=(n,)) for n in range(4)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def exec_from_a_thread():
    def replace():
        os.execv("/bin/sh", ["sh", "-c", "exit 5"])

    thread = threading.Thread(target=replace)
    thread.start()
    thread.join()


def until_gone():
    s = udp()
    s.connect(("127.0.0.1", CLOSED))
    while os.path.exists(sys.argv[2]):
        attempt(s.send, b"123")
        time.sleep(0.05)
    print("unharmed")


def children():
    wrong = 0
    for i in range(int(sys.argv[2])):
        wrong += subprocess.call(["/bin/sh", "-c", "exit %d" % (i % 7)]) != i % 7
    sys.exit(wrong != 0)


if __name__ == "__main__":
    name = sys.argv[1]
    if name == "program_one_v6":
        program_one(socket.AF_INET6, "::1")
    elif name == "program_one_dual_stack":
        program_one(socket.AF_INET6, "::ffff:127.0.0.1")
    else:
        globals()[name]()
