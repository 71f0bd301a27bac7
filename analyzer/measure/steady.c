/* A program under attack. Sends a datagram of 64 octets every hundredth of a second from 127.0.0.1:SOURCE_PORT to
 * 127.0.0.1:PORT until its standard input ends, and then prints the results of its calls.
 *
 *   steady SOURCE_PORT PORT
 *
 * The exit status is 7.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAYLOAD = 64, PAUSE_MS = 10, STATUS = 7 };

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: steady SOURCE_PORT PORT\n");
        return 2;
    }
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, there = here;
    here.sin_port = htons(atoi(argv[1]));
    there.sin_port = htons(atoi(argv[2]));
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *) &here, sizeof here) != 0
        || connect(fd, (struct sockaddr *) &there, sizeof there) != 0) {
        perror("steady");
        return 1;
    }
    char payload[PAYLOAD] = {0};
    long sent = 0, refused = 0, others = 0;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    printf("ready\n");
    fflush(stdout);
    while (poll(&input, 1, PAUSE_MS) == 0) {
        if (send(fd, payload, PAYLOAD, 0) == PAYLOAD) {
            sent++;
        } else if (errno == ECONNREFUSED) {
            refused++;
        } else {
            others++;
        }
    }
    printf("%ld sent, %ld refused, %ld others\n", sent, refused, others);
    return STATUS;
}
