/* Plays programs of UDP socket calls and records what the kernel returned for each call.
 *
 *     player PROGRAMS LOG
 *
 * PROGRAMS has one call per line. The first word is its name; sockets are numbered from 0. For each call, LOG gets a line:
 * its number, the times of entry and exit (CLOCK_REALTIME, nanoseconds), the return value, errno or 0, and the value that
 * it delivered (SO_ERROR, the events of a poll, the errno of an entry of the error queue) or 0.
 * The payload of a datagram is zero octets.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS 16
#define LONGEST 2048

static int descriptors[SOCKETS];
static char octets[LONGEST];

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static socklen_t address(struct sockaddr_storage *into, const char *text, int port) {
    memset(into, 0, sizeof *into);
    if (strchr(text, ':')) {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *) into;
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        inet_pton(AF_INET6, text, &six->sin6_addr);
        return sizeof *six;
    }
    struct sockaddr_in *four = (struct sockaddr_in *) into;
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    inet_pton(AF_INET, text, &four->sin_addr);
    return sizeof *four;
}

/* The errno of an entry of the error queue. */
static int entry(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR)
                || (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) {
            struct sock_extended_err said;
            memcpy(&said, CMSG_DATA(c), sizeof said);
            return said.ee_errno;
        }
    }
    return 0;
}

static long call(const char *name, int *fd, const char *text, int a, int b, int *value) {
    struct sockaddr_storage to;
    if (!strcmp(name, "socket")) {
        *fd = socket(a, SOCK_DGRAM, 0);
        return *fd < 0 ? -1 : 0;
    }
    if (!strcmp(name, "share")) {
        int on = 1;
        return setsockopt(*fd, SOL_SOCKET, a, &on, sizeof on);
    }
    if (!strcmp(name, "recverr")) {
        return setsockopt(*fd, a == 4 ? IPPROTO_IP : IPPROTO_IPV6, a == 4 ? IP_RECVERR : IPV6_RECVERR, &b, sizeof b);
    }
    if (!strcmp(name, "bind")) {
        socklen_t length = address(&to, text, a);
        return bind(*fd, (struct sockaddr *) &to, length);
    }
    if (!strcmp(name, "connect")) {
        socklen_t length = address(&to, text, a);
        return connect(*fd, (struct sockaddr *) &to, length);
    }
    if (!strcmp(name, "disconnect")) {
        struct sockaddr none = {.sa_family = AF_UNSPEC};
        return connect(*fd, &none, sizeof none);
    }
    if (!strcmp(name, "send")) {
        return send(*fd, octets, b, 0);
    }
    if (!strcmp(name, "write")) {
        return write(*fd, octets, b);
    }
    if (!strcmp(name, "sendto")) {
        socklen_t length = address(&to, text, a);
        return sendto(*fd, octets, b, 0, (struct sockaddr *) &to, length);
    }
    if (!strcmp(name, "sendmmsg")) {
        struct mmsghdr messages[4] = {{{0}}};
        struct iovec parts[4];
        for (int i = 0; i < a; i++) {
            parts[i] = (struct iovec) {octets, b + i};
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        return sendmmsg(*fd, messages, a, 0);
    }
    if (!strcmp(name, "recv")) {
        return recv(*fd, octets, sizeof octets, MSG_DONTWAIT);
    }
    if (!strcmp(name, "read_queue")) {
        char control[512];
        struct iovec part = {octets, sizeof octets};
        struct msghdr message = {&to, sizeof to, &part, 1, control, sizeof control, 0};
        long returned = recvmsg(*fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
        *value = returned < 0 ? 0 : entry(&message);
        return returned;
    }
    if (!strcmp(name, "so_error")) {
        socklen_t length = sizeof *value;
        return getsockopt(*fd, SOL_SOCKET, SO_ERROR, value, &length);
    }
    if (!strcmp(name, "poll")) {
        struct pollfd one = {*fd, POLLIN, 0};
        int returned = poll(&one, 1, 0);
        *value = one.revents;
        return returned;
    }
    if (!strcmp(name, "close")) {
        return close(*fd);
    }
    fprintf(stderr, "no such call: %s\n", name);
    exit(3);
}

int main(int count, char **arguments) {
    FILE *programs = count == 3 ? fopen(arguments[1], "r") : NULL;
    FILE *log = programs ? fopen(arguments[2], "w") : NULL;
    if (!log) {
        perror("player PROGRAMS LOG");
        return 3;
    }
    char line[256];
    for (long number = 0; fgets(line, sizeof line, programs); number++) {
        char name[32], text[64];
        int socket, a, b;
        if (sscanf(line, "%31s %d %63s %d %d", name, &socket, text, &a, &b) != 5 || socket < 0 || socket >= SOCKETS) {
            fprintf(stderr, "line %ld: not understood\n", number);
            return 3;
        }
        if (!strcmp(name, "sleep")) {
            usleep(a);
            continue;
        }
        int value = 0;
        errno = 0;
        long long entered = now();
        long returned = call(name, &descriptors[socket], text, a, b, &value);
        int reason = returned < 0 ? errno : 0;
        fprintf(log, "%ld %lld %lld %ld %d %d\n", number, entered, now(), returned, reason, value);
    }
    return fclose(log) ? 3 : 0;
}
