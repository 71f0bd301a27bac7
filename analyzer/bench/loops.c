/* Repeats one call: loops CALL TIMES. Prints the nanoseconds that the loop took, without the start of the program. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

int main(int argc, char **argv)
{
    const char *name = argc > 2 ? argv[1] : "";
    long times = argc > 2 ? atol(argv[2]) : 0, done = 0, from = 0;
    if (!strcmp(name, "getpid")) {
        from = now();
        for (long i = 0; i < times; i++)
            done += syscall(SYS_getpid) > 0;
    } else if (!strcmp(name, "stat")) {
        struct stat about;
        from = now();
        for (long i = 0; i < times; i++)
            done += stat("/", &about) == 0;
    } else if (!strcmp(name, "send")) {
        /* Sends to a socket that is never read. When it is full, datagrams are dropped without an ICMP error. */
        struct sockaddr_in address = {.sin_family = AF_INET};
        socklen_t length = sizeof address;
        int sink = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(sink, (struct sockaddr *)&address, sizeof address);
        getsockname(sink, (struct sockaddr *)&address, &length);
        connect(s, (struct sockaddr *)&address, sizeof address);
        from = now();
        for (long i = 0; i < times; i++)
            done += send(s, "123", 3, 0) == 3;
    } else if (!strcmp(name, "read") || !strcmp(name, "write")) {
        char file[] = "/tmp/loops-XXXXXX", octet = 0;
        int fd = mkstemp(file);
        int reads = *name == 'r';
        unlink(file);
        for (long i = 0; reads && i < times; i++)
            done += write(fd, &octet, 1) == 1;
        if (reads)
            lseek(fd, done = 0, SEEK_SET);
        from = now();
        for (long i = 0; i < times; i++)
            done += (reads ? read(fd, &octet, 1) : write(fd, &octet, 1)) == 1;
    } else {
        return 2;
    }
    printf("%ld\n", now() - from);
    return done != times;
}
