/* Sends datagrams of 64 octets, unconnected, and prints how many were sent.
 *
 *   sender HOST PORT PORTS COUNT RATE PER_SOCKET
 *
 * Sends COUNT datagrams to PORTS ports in turn, beginning with PORT, at RATE per second (0: as fast as possible). Uses a new
 * socket after every PER_SOCKET datagrams (0: one socket). HOST is an IPv4 address.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD = 64 };

static long long now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int open_socket(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) {
        perror("socket");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: sender HOST PORT PORTS COUNT RATE PER_SOCKET\n");
        return 2;
    }
    struct sockaddr_in to = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
        fprintf(stderr, "sender: %s is no IPv4 address\n", argv[1]);
        return 2;
    }
    int port = atoi(argv[2]), ports = atoi(argv[3]);
    long long count = atoll(argv[4]), rate = atoll(argv[5]), per_socket = atoll(argv[6]);
    char payload[PAYLOAD] = {0};
    int fd = open_socket();
    long long sent = 0, start = now_ns();
    for (long long i = 0; i < count; i++) {
        if (rate > 0) {
            long long due = start + i * 1000000000LL / rate, early = due - now_ns();
            if (early > 1000000) { /* in bursts of a millisecond, as timers allow */
                struct timespec rest = {.tv_sec = early / 1000000000LL, .tv_nsec = early % 1000000000LL};
                nanosleep(&rest, NULL);
            }
        }
        if (per_socket > 0 && i > 0 && i % per_socket == 0) {
            close(fd);
            fd = open_socket();
        }
        memcpy(payload, &i, sizeof i);
        to.sin_port = htons(port + i % ports);
        if (sendto(fd, payload, PAYLOAD, 0, (struct sockaddr *) &to, sizeof to) == PAYLOAD) {
            sent++;
        }
    }
    printf("%lld datagrams in %.3f s\n", sent, (now_ns() - start) / 1e9);
    return 0;
}
