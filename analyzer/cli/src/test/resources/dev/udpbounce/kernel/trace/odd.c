/* Ways to UDP sockets that are seldom taken, and what has to do with being traced. argv[1] says which. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int client(int port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd == -1 || connect(fd, (struct sockaddr *)&to, sizeof to) == -1) {
        exit(9);
    }
    return fd;
}

static int answer(const char *call, long got) {
    printf("%s %ld %s\n", call, got, got == -1 ? strerrorname_np(errno) : "");
    return 0;
}

static void bounce(void) {
    int fd = client(1060);
    char octets[8];
    answer("send", send(fd, "123", 3, 0));
    answer("recv", recv(fd, octets, sizeof octets, 0));
}

static int child(void *unused) {
    bounce();
    fflush(stdout);
    _exit(4);
}

static int copies(void) {
    int fd = client(1060), ends[2];
    FILE *file = tmpfile();
    fwrite("1234", 4, 1, file);
    fflush(file);
    off_t start = 0;
    answer("sendfile", sendfile(fd, fileno(file), &start, 4));
    if (pipe(ends) == -1) {
        return 9;
    }
    answer("splice in", splice(fd, NULL, ends[1], NULL, 100, SPLICE_F_NONBLOCK));
    write(ends[1], "12345", 5);
    answer("splice out", splice(ends[0], NULL, fd, NULL, 5, 0));
    struct iovec vector = {"123456", 6};
    answer("pwritev2", pwritev2(fd, &vector, 1, -1, 0));
    answer("pwritev2", pwritev2(fd, &vector, 1, -1, 0));
    char octets[8];
    struct iovec into = {octets, sizeof octets};
    answer("preadv2", preadv2(fd, &into, 1, -1, 0));
    return 0;
}

static int untraced(int how) {
    static const struct clone_args fixed = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};
    int status;
    long pid;
    if (how == 3) {
        pid = syscall(SYS_clone3, &fixed, sizeof fixed);
        if (pid == 0) {
            child(NULL);
        }
        if (fixed.flags != CLONE_UNTRACED) {
            return 8;
        }
    } else {
        char *stack = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        pid = clone(child, stack + (1 << 16), CLONE_UNTRACED | SIGCHLD, NULL);
    }
    if (pid == -1 || waitpid(pid, &status, 0) != pid) {
        return 9;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int strict(int how, int forbidden) {
    int fd = open("/dev/null", O_WRONLY);
    long got = how == 2 ? syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL) : prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    if (got != 0) {
        return 9;
    }
    write(1, "strict\n", 7);
    write(fd, "", 1);
    if (forbidden) {
        syscall(SYS_getpid);
        write(1, "still here\n", 11);
    }
    syscall(SYS_exit, 6);
    return 0;
}

/* Which Linux refuses to whoever has a filter. */
static int strict_after_filter(void) {
    struct sock_filter pass = {.code = BPF_RET | BPF_K, .k = SECCOMP_RET_ALLOW};
    struct sock_fprog filter = {.len = 1, .filter = &pass};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0) {
        return 9;
    }
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0 ? 0 : errno;
}

/* socket(2) of 32 bits, by its number there. */
static int interrupt80(void) {
    long fd;
    __asm__ volatile("int $0x80" : "=a"(fd) : "a"(359), "b"(AF_INET), "c"(SOCK_DGRAM), "d"(0) : "memory");
    return fd < 0 ? 9 : 5;
}

static int not_dumpable(void) {
    prctl(PR_SET_DUMPABLE, 0);
    bounce();
    return 3;
}

int main(int argc, char **argv) {
    const char *name = argv[1];
    setbuf(stdout, NULL);
    return !strcmp(name, "copies") ? copies()
            : !strcmp(name, "clone") ? untraced(1)
            : !strcmp(name, "clone3") ? untraced(3)
            : !strcmp(name, "prctl_strict") ? strict(1, 0)
            : !strcmp(name, "seccomp_strict") ? strict(2, 0)
            : !strcmp(name, "forbidden_strict") ? strict(1, 1)
            : !strcmp(name, "strict_after_filter") ? strict_after_filter()
            : !strcmp(name, "int80") ? interrupt80()
            : !strcmp(name, "not_dumpable") ? not_dumpable()
            : 99;
}
