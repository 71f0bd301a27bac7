/* Sends one datagram to a port of 127.0.0.1 and ends at once.
 *
 *   once connected|received|unconnected|recverr PORT
 *
 * "received" then calls recv without waiting. The others make no call after the send, so no call can report the error.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    if (strcmp(argv[1], "recverr") == 0) {
        setsockopt(fd, IPPROTO_IP, 11 /* IP_RECVERR */, &on, sizeof on);
    }
    if (strcmp(argv[1], "connected") == 0 || strcmp(argv[1], "received") == 0) {
        connect(fd, (struct sockaddr *) &to, sizeof to);
        send(fd, "123", 3, 0);
    } else {
        sendto(fd, "123", 3, 0, (struct sockaddr *) &to, sizeof to);
    }
    char answer[8];
    return strcmp(argv[1], "received") == 0 && recv(fd, answer, sizeof answer, MSG_DONTWAIT) >= 0;
}
