/* Measures how long a send and a receive take on loopback, in processor time, which other programs do not prolong.
 *
 *   calls udp|tcp ROUNDS
 *
 * A round is 64 times 32 sends of 64 octets and the 32 receives of them. It prints a line for each round: nanoseconds for a
 * send, and for a receive.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BURSTS = 64, BURST = 32, OCTETS = 64 };

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int must(int answer, const char *what) {
    if (answer < 0) {
        perror(what);
        exit(1);
    }
    return answer;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    int tcp = strcmp(argv[1], "tcp") == 0, type = tcp ? SOCK_STREAM : SOCK_DGRAM, on = 1;
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t length = sizeof here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int to = must(socket(AF_INET, type, 0), "socket"), from = must(socket(AF_INET, type, 0), "socket");
    must(bind(to, (struct sockaddr *) &here, sizeof here), "bind");
    must(getsockname(to, (struct sockaddr *) &here, &length), "getsockname");
    if (tcp) {
        must(listen(to, 1), "listen");
    }
    must(connect(from, (struct sockaddr *) &here, sizeof here), "connect");
    if (tcp) {
        must(setsockopt(from, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
        to = must(accept(to, NULL, NULL), "accept");
    }
    char octets[OCTETS] = {0};
    for (int round = atoi(argv[2]); round > 0; round--) {
        long sent = 0, received = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            long start = now();
            for (int i = 0; i < BURST; i++) {
                must(send(from, octets, OCTETS, 0), "send");
            }
            long middle = now();
            for (int i = 0; i < BURST; i++) {
                must(recv(to, octets, OCTETS, tcp ? MSG_WAITALL : 0), "recv");
            }
            sent += middle - start;
            received += now() - middle;
        }
        printf("%ld %ld\n", sent / (BURSTS * BURST), received / (BURSTS * BURST));
    }
    return 0;
}
