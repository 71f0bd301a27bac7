/* Collects errors in every way that there is, and counts what its calls returned. It sends by sendto, sendmmsg with one
 * message, and io_uring, and receives by recv and io_uring. On a socket of its own, each thread sends two messages at a time by
 * sendmmsg, and receives by recvmmsg.
 *
 *   teller THREADS STEPS SEED
 *
 * Each thread has four sockets of its own (connected; with IP_RECVERR; both; connected, for several messages), and shares one
 * that is connected. It prints a line for each thread and each way in which it was told, "TID receive|send|so_error|error_queue
 * COUNT", and one for the errors of which the kernel does not report what became of them: "TID unknown COUNT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WAYS = 5, UNKNOWN = 4, OWN = 4, SEVERAL = 3, PORT = 1060 };

static const char *const NAMES[WAYS] = {"receive", "send", "so_error", "error_queue", "unknown"};
static struct sockaddr_in to = {.sin_family = AF_INET};
static int shared, steps;
static unsigned seed;

/* A ring of one entry at a time, of a thread of its own (io_uring(7)). */
struct ring {
    int fd;
    char *entries;
    struct io_uring_sqe *submission;
    struct io_uring_params about;
};

static struct ring open_ring(void) {
    struct ring ring = {0};
    ring.fd = (int) syscall(SYS_io_uring_setup, 1, &ring.about);
    if (ring.fd < 0 || !(ring.about.features & IORING_FEAT_SINGLE_MMAP)) {
        perror("io_uring_setup");
        exit(1);
    }
    size_t sent = ring.about.sq_off.array + ring.about.sq_entries * sizeof(unsigned);
    size_t done = ring.about.cq_off.cqes + ring.about.cq_entries * sizeof(struct io_uring_cqe);
    ring.entries = mmap(NULL, sent > done ? sent : done, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, IORING_OFF_SQ_RING);
    ring.submission = mmap(NULL, sizeof *ring.submission, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, IORING_OFF_SQES);
    if (ring.entries == MAP_FAILED || ring.submission == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return ring;
}

/* Sends or receives without waiting; returns the octets, or a negative errno. */
static int by_ring(struct ring *ring, int operation, int fd, char *octets, unsigned length) {
    unsigned *tail = (unsigned *) (ring->entries + ring->about.sq_off.tail);
    unsigned *head = (unsigned *) (ring->entries + ring->about.cq_off.head);
    struct io_uring_cqe *done = (struct io_uring_cqe *) (ring->entries + ring->about.cq_off.cqes);
    struct io_uring_sqe wish = {.opcode = operation, .fd = fd, .addr = (unsigned long) octets, .len = length};
    wish.msg_flags = MSG_DONTWAIT;
    *ring->submission = wish;
    ((unsigned *) (ring->entries + ring->about.sq_off.array))[0] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1) {
        perror("io_uring_enter");
        exit(1);
    }
    int result = done[*head % ring->about.cq_entries].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return result;
}

static int open_socket(int connected, int recverr) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    if (fd < 0 || (recverr && setsockopt(fd, IPPROTO_IP, 11 /* IP_RECVERR */, &on, sizeof on) < 0) ||
        (connected && connect(fd, (struct sockaddr *) &to, sizeof to) < 0)) {
        perror("socket");
        exit(1);
    }
    return fd;
}

/* Sends two messages, or receives up to two, on a connected socket. */
static void call_for_several(int fd, int receives, long told[WAYS]) {
    char octets[2][64];
    struct iovec parts[2] = {{octets[0], 3}, {octets[1], 3}};
    struct mmsghdr both[2] = {{.msg_hdr = {.msg_iov = &parts[0], .msg_iovlen = 1}}, {.msg_hdr = {.msg_iov = &parts[1], .msg_iovlen = 1}}};
    if (receives) {
        /* It takes a pending error before the first message. */
        told[UNKNOWN] += recvmmsg(fd, both, 2, MSG_DONTWAIT, NULL) < 0 && errno == ECONNREFUSED;
        return;
    }
    int sent = sendmmsg(fd, both, 2, 0);
    told[1] += sent < 0 && errno == ECONNREFUSED;
    /* The second message took the error of the first, and the call does not return it. */
    told[UNKNOWN] += sent == 1;
}

static void *follow(void *number) {
    unsigned random = seed + (unsigned) (long) number;
    int own[OWN] = {open_socket(1, 0), open_socket(0, 1), open_socket(1, 1), open_socket(1, 0)};
    long told[WAYS] = {0};
    struct ring ring = open_ring();
    char octets[64], control[256];
    for (int i = 0; i < steps; i++) {
        int which = rand_r(&random) % (OWN + 1), fd = which == OWN ? shared : own[which], value = 0;
        socklen_t length = sizeof value;
        struct iovec part = {octets, sizeof octets};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        struct mmsghdr one = {.msg_hdr = {.msg_iov = &(struct iovec){"123", 3}, .msg_iovlen = 1}};
        if (which == 1) {
            one.msg_hdr.msg_name = &to;
            one.msg_hdr.msg_namelen = sizeof to;
        }
        if (which == SEVERAL) {
            call_for_several(fd, rand_r(&random) % 3 == 0, told);
            usleep(100);
            continue;
        }
        switch (rand_r(&random) % 12) {
        case 0:
            told[0] += recv(fd, octets, sizeof octets, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED;
            break;
        case 1:
            told[2] += getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length) == 0 && value == ECONNREFUSED;
            break;
        case 2:
            told[3] += recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0;
            break;
        case 3:
            told[0] += by_ring(&ring, IORING_OP_RECV, fd, octets, sizeof octets) == -ECONNREFUSED;
            break;
        case 4:
            told[1] += which != 1 && by_ring(&ring, IORING_OP_SEND, fd, "123", 3) == -ECONNREFUSED;
            break;
        case 5:
        case 6:
            told[1] += sendmmsg(fd, &one, 1, 0) < 0 && errno == ECONNREFUSED;
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
