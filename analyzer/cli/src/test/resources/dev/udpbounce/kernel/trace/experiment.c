/* Makes one experiment with real sockets; its name is the first argument. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static int udp(void)
{
    struct timeval wait = {.tv_usec = 300000};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    return s;
}

static int connected(int port)
{
    struct sockaddr_in a = loopback(port);
    int s = udp();
    connect(s, (struct sockaddr *)&a, sizeof a);
    return s;
}

static void gathered(int s)
{
    struct iovec parts[] = {{"1", 1}, {"23", 2}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    sendmsg(s, &message, 0);
}

int main(int argc, char **argv)
{
    char room[512], control[512];
    const char *name = argc > 1 ? argv[1] : "";
    struct sockaddr_in closed = loopback(1060);
    int one = 1;

    if (!strcmp(name, "program_one")) {
        int s = connected(1060);
        gathered(s);
        recv(s, room, sizeof room, 0);
    } else if (!strcmp(name, "program_two")) {
        recv(connected(1060), room, sizeof room, 0);
    } else if (!strcmp(name, "unconnected")) {
        int s = udp();
        sendto(s, "123", 3, 0, (struct sockaddr *)&closed, sizeof closed);
        recv(s, room, sizeof room, 0);
    } else if (!strcmp(name, "recverr")) {
        struct iovec part = {room, sizeof room};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                                 .msg_controllen = sizeof control};
        int s = udp();
        setsockopt(s, IPPROTO_IP, 11, &one, sizeof one);
        sendto(s, "123", 3, 0, (struct sockaddr *)&closed, sizeof closed);
        recvmsg(s, &message, MSG_ERRQUEUE);
    } else if (!strcmp(name, "alternating")) {
        int s = connected(1060);
        for (int i = 0; i < 8; i++)
            write(s, "123", 3);
    } else if (!strcmp(name, "stale")) {
        struct sockaddr_in listening = loopback(0);
        socklen_t length = sizeof listening;
        int l = udp(), s = connected(1060);
        bind(l, (struct sockaddr *)&listening, sizeof listening);
        getsockname(l, (struct sockaddr *)&listening, &length);
        send(s, "123", 3, 0);
        connect(s, (struct sockaddr *)&listening, sizeof listening);
        send(s, "456", 3, 0);
        send(s, "789", 3, 0);
        recv(l, room, sizeof room, 0);
    } else if (!strcmp(name, "several")) {
        /* The first brings an error, which the second takes; the call says that one was sent. */
        struct iovec parts[] = {{"1", 1}, {"22", 2}, {"333", 3}}, part = {room, sizeof room};
        struct mmsghdr messages[3] = {0}, received = {0};
        struct pollfd waiting = {0, POLLIN, 0};
        struct epoll_event event = {EPOLLIN, {.u64 = 77}};
        int s = connected(1060), epoll = epoll_create1(0);
        for (int i = 0; i < 3; i++) {
            messages[i].msg_hdr.msg_iov = parts + i;
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        if (sendmmsg(s, messages, 3, 0) != 1)
            return 1;
        /* An error that a wait finds, and that a receive of several is told of. */
        sendmmsg(s, messages, 1, 0);
        waiting.fd = s;
        poll(&waiting, 1, 1000);
        epoll_ctl(epoll, EPOLL_CTL_ADD, s, &event);
        epoll_wait(epoll, &event, 1, 1000);
        received.msg_hdr.msg_iov = &part;
        received.msg_hdr.msg_iovlen = 1;
        recvmmsg(s, &received, 1, 0, 0);
        syscall(SYS_io_uring_setup, 1, 0);
    } else if (!strcmp(name, "selects")) {
        /* Two waits that an error ends, and one that a datagram ends. */
        struct sockaddr_in mine = loopback(0);
        struct timeval limit = {1, 0};
        socklen_t length = sizeof mine;
        int s = connected(1060), l = udp();
        fd_set readable, writable;
        FD_ZERO(&readable);
        FD_ZERO(&writable);
        FD_SET(s, &readable);
        FD_SET(s, &writable);
        send(s, "123", 3, 0);
        syscall(SYS_select, s + 1, &readable, 0, 0, &limit);
        syscall(SYS_select, s + 1, 0, &writable, 0, &limit);
        recv(s, room, sizeof room, 0);
        bind(l, (struct sockaddr *)&mine, sizeof mine);
        getsockname(l, (struct sockaddr *)&mine, &length);
        connect(s, (struct sockaddr *)&mine, sizeof mine);
        send(s, "123", 3, 0);
        FD_SET(l, &readable);
        pselect(l + 1, &readable, 0, 0, 0, 0);
        recv(l, room, sizeof room, 0);
    } else if (!strcmp(name, "queue_of_several")) {
        struct iovec part = {room, sizeof room};
        struct mmsghdr received[3] = {0};
        int s = udp();
        setsockopt(s, IPPROTO_IP, 11, &one, sizeof one);
        for (int i = 0; i < 3; i++) {
            /* The second only takes the error of the first. */
            sendto(s, "123", 3, 0, (struct sockaddr *)&closed, sizeof closed);
        }
        for (int i = 0; i < 3; i++) {
            received[i].msg_hdr.msg_iov = &part;
            received[i].msg_hdr.msg_iovlen = 1;
            received[i].msg_hdr.msg_control = control;
            received[i].msg_hdr.msg_controllen = sizeof control;
        }
        if (recvmmsg(s, received, 3, MSG_ERRQUEUE | MSG_DONTWAIT, 0) != 2)
            return 1;
    } else if (!strcmp(name, "disconnected")) {
        struct sockaddr none = {AF_UNSPEC};
        int s = connected(1060);
        send(s, "123", 3, 0);
        recv(s, room, sizeof room, 0);
        connect(s, &none, sizeof none);
        sendto(s, "123", 3, 0, (struct sockaddr *)&closed, sizeof closed);
    } else if (!strcmp(name, "stops")) {
        /* Stopped and continued again and again, by its child. */
        int times = atoi(argv[2]), status;
        for (int i = 0; i < times; i++) {
            pid_t child = fork();
            if (child == 0) {
                for (;;)
                    getppid();
            }
            kill(child, SIGSTOP);
            if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status))
                return 1;
            kill(child, SIGCONT);
            if (waitpid(child, &status, WCONTINUED) != child || !WIFCONTINUED(status))
                return 2;
            kill(child, SIGKILL);
            if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
                return 3;
        }
    } else if (!strcmp(name, "vforks")) {
        int times = atoi(argv[2]), status;
        for (int i = 0; i < times; i++) {
            pid_t child = vfork();
            if (child == 0)
                _exit(i % 200);
            if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != i % 200)
                return 1;
        }
    } else {
        return 2;
    }
    return 0;
}
