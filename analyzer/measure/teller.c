/* Collects errors in every way that there is, and counts what its calls returned.
 *
 *   teller THREADS STEPS SEED
 *
 * Each thread has three sockets of its own (connected; with IP_RECVERR; both), and shares one that is connected. It prints a
 * line for each thread and each way in which it was told: "TID receive|send|so_error|error_queue COUNT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WAYS = 4, OWN = 3, PORT = 1060 };

static const char *const NAMES[WAYS] = {"receive", "send", "so_error", "error_queue"};
static struct sockaddr_in to = {.sin_family = AF_INET};
static int shared, steps;
static unsigned seed;

static int open_socket(int connected, int recverr) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    if (fd < 0 || (recverr && setsockopt(fd, IPPROTO_IP, 11 /* IP_RECVERR */, &on, sizeof on) < 0) ||
        (connected && connect(fd, (struct sockaddr *) &to, sizeof to) < 0)) {
        perror("socket");
        exit(1);
    }
    return fd;
}

static void *follow(void *number) {
    unsigned random = seed + (unsigned) (long) number;
    int own[OWN] = {open_socket(1, 0), open_socket(0, 1), open_socket(1, 1)};
    long told[WAYS] = {0};
    char octets[64], control[256];
    for (int i = 0; i < steps; i++) {
        int which = rand_r(&random) % (OWN + 1), fd = which == OWN ? shared : own[which], value = 0;
        socklen_t length = sizeof value;
        struct iovec part = {octets, sizeof octets};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        switch (rand_r(&random) % 8) {
        case 0:
            told[0] += recv(fd, octets, sizeof octets, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED;
            break;
        case 1:
            told[2] += getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length) == 0 && value == ECONNREFUSED;
            break;
        case 2:
            told[3] += recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0;
            break;
        default:
            told[1] += sendto(fd, "123", 3, 0, which == 1 ? (struct sockaddr *) &to : NULL, which == 1 ? sizeof to : 0) < 0 &&
                       errno == ECONNREFUSED;
        }
        usleep(100);
    }
    for (int i = 0; i < OWN; i++) {
        close(own[i]);
    }
    for (int i = 0; i < WAYS; i++) {
        printf("%ld %s %ld\n", syscall(SYS_gettid), NAMES[i], told[i]);
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    int threads = atoi(argv[1]);
    steps = atoi(argv[2]);
    seed = (unsigned) atoi(argv[3]);
    to.sin_port = htons(PORT);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    shared = open_socket(1, 0);
    pthread_t started[threads];
    for (long i = 0; i < threads; i++) {
        pthread_create(&started[i], NULL, follow, (void *) i);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(started[i], NULL);
    }
    close(shared);
    return 0;
}
