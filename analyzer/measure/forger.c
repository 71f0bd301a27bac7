/* Forges ICMP errors about a flow of 127.0.0.1, and prints how many were sent.
 *
 *   forger SOURCE_PORT PORT COUNT RATE
 *
 * Sends COUNT port unreachables from 127.0.0.1 that quote a datagram of 72 octets from SOURCE_PORT to PORT, RATE per second
 * (0: as fast as possible). The quoted ids differ, so that no two errors are identical. Needs CAP_NET_RAW.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { ICMP_HEADER = 8, IP_HEADER = 20, UDP_HEADER = 8, PAYLOAD = 64, ERROR = ICMP_HEADER + IP_HEADER + UDP_HEADER + PAYLOAD };

static long long now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void put16(unsigned char *at, unsigned value) {
    at[0] = value >> 8;
    at[1] = value;
}

/* RFC 1071 */
static unsigned checksum(const unsigned char *octets, int length) {
    unsigned long sum = 0;
    for (int i = 0; i < length; i += 2) {
        sum += octets[i] << 8 | octets[i + 1];
    }
    while (sum >> 16) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: forger SOURCE_PORT PORT COUNT RATE\n");
        return 2;
    }
    long long count = atoll(argv[3]), rate = atoll(argv[4]);
    int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (fd < 0) {
        perror("socket");
        return 1;
    }
    unsigned char error[ERROR] = {3, 3}, *ip = error + ICMP_HEADER, *udp = ip + IP_HEADER;
    const unsigned char quoted[IP_HEADER] = {0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, IPPROTO_UDP, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1};
    memcpy(ip, quoted, IP_HEADER);
    put16(ip + 2, IP_HEADER + UDP_HEADER + PAYLOAD);
    put16(udp, atoi(argv[1]));
    put16(udp + 2, atoi(argv[2]));
    put16(udp + 4, UDP_HEADER + PAYLOAD);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    long long sent = 0, start = now_ns();
    for (long long i = 0; i < count; i++) {
        if (rate > 0) {
            long long early = start + i * 1000000000LL / rate - now_ns();
            if (early > 1000000) { /* in bursts of a millisecond, as timers allow */
                struct timespec rest = {.tv_sec = early / 1000000000LL, .tv_nsec = early % 1000000000LL};
                nanosleep(&rest, NULL);
            }
        }
        put16(ip + 4, i);
        put16(ip + 10, 0);
        put16(ip + 10, checksum(ip, IP_HEADER));
        put16(error + 2, 0);
        put16(error + 2, checksum(error, ERROR));
        sent += sendto(fd, error, ERROR, 0, (struct sockaddr *) &to, sizeof to) == ERROR;
    }
    printf("%lld errors in %.3f s\n", sent, (now_ns() - start) / 1e9);
    return 0;
}
