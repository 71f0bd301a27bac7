/*
 * The hard cases of a tracer, again and again: rounds CASE TIMES. Each round checks what its own process sees; at the end
 * the tracer, where there is one, must have no zombie and no descriptor more than before. Says what is wrong and exits
 * with 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 4
#define THREADS 3

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
    _exit(1);
}

static void sleep_us(long us)
{
    struct timespec time = {us / 1000000, us % 1000000 * 1000};
    while (nanosleep(&time, &time) == -1)
        if (errno != EINTR)
            fail("nanosleep: %m");
}

/* A number of /proc/PID/status; -1 if it has gone. */
static int status_of(int pid, const char *name)
{
    char path[64], line[256];
    int value = -1;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, name, strlen(name)))
            value = atoi(line + strlen(name));
    if (file)
        fclose(file);
    return value;
}

static char state_of(int pid)
{
    char path[64], line[512], *end;
    char state = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (file && fgets(line, sizeof line, file) && (end = strrchr(line, ')')))
        state = end[2];
    if (file)
        fclose(file);
    return state;
}

static int descriptors_of(int pid)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *folder = opendir(path);
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

/* Processes that have ended and that a tracer or this program has not waited for. */
static int zombies_of(int tracer)
{
    int count = 0;
    DIR *folder = opendir("/proc");
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        int pid = atoi(entry->d_name);
        if (pid > 0 && state_of(pid) == 'Z') {
            int parent = status_of(pid, "PPid:");
            count += parent == getpid() || parent == tracer || status_of(pid, "TracerPid:") == tracer;
        }
    }
    closedir(folder);
    return count;
}

static int tracer_now(void)
{
    int tid = status_of(getpid(), "TracerPid:");
    return tid > 0 ? status_of(tid, "Tgid:") : 0;
}

static int closed_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons(1060);
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    connect(s, (struct sockaddr *)&a, sizeof a);
    return s;
}

static void talk(void)
{
    int s = closed_port();
    char room[8];
    send(s, "123", 3, 0);
    recv(s, room, sizeof room, MSG_DONTWAIT);
    close(s);
}

static void become_exit(int status)
{
    char text[16];
    snprintf(text, sizeof text, "%d", status);
    execl("/proc/self/exe", "rounds", "exit", text, (char *)0);
    _exit(99);
}

static void expect(pid_t child, int status, const char *what, int round)
{
    int got;
    if (waitpid(child, &got, 0) != child)
        fail("%s %d: waitpid: %m", what, round);
    if (!WIFEXITED(got) || WEXITSTATUS(got) != status)
        fail("%s %d: status 0x%x, should be that of exit %d", what, round, got, status);
}

static void children(int times)
{
    pid_t running[AT_ONCE];
    for (int i = 0; i < times + AT_ONCE; i++) {
        if (i >= AT_ONCE)
            expect(running[i % AT_ONCE], (i - AT_ONCE) % 97, "child", i - AT_ONCE);
        if (i < times && (running[i % AT_ONCE] = fork()) == 0)
            become_exit(i % 97);
    }
}

static void vforks(int times)
{
    for (int i = 0; i < times; i++) {
        pid_t child = vfork();
        if (child == 0) {
            if (i % 2)
                execl("/proc/self/exe", "rounds", "exit", "7", (char *)0);
            _exit(7);
        }
        expect(child, 7, "vfork", i);
    }
}

static void *busy(void *unused)
{
    for (;;)
        talk();
    return unused;
}

static void *replaces(void *status)
{
    become_exit((int)(long)status);
    return 0;
}

static void thread_execs(int times)
{
    for (int i = 0; i < times; i++) {
        pid_t child = fork();
        if (child == 0) {
            pthread_t thread;
            for (int t = 0; t < THREADS; t++)
                pthread_create(&thread, 0, busy, 0);
            pthread_create(&thread, 0, replaces, (void *)(long)(i % 97));
            for (;;)
                pause();
        }
        expect(child, i % 97, "exec from a thread", i);
    }
}

static volatile long *progress;

static void *counts(void *unused)
{
    for (;;) {
        talk();
        __sync_fetch_and_add(progress, 1);
    }
    return unused;
}

static void wait_for_progress(const char *what, int round)
{
    long before = *progress;
    for (int i = 0; *progress == before; i++) {
        if (i == 20000)
            fail("%s %d: does not go on", what, round);
        sleep_us(1000);
    }
}

static pid_t counter(void)
{
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        for (int t = 0; t < THREADS; t++)
            pthread_create(&thread, 0, counts, 0);
        for (;;)
            pause();
    }
    return child;
}

static void stops(int times)
{
    int status;
    pid_t child = counter();
    for (int i = 0; i < times; i++) {
        wait_for_progress("start", i);
        kill(child, SIGSTOP);
        if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
            fail("stop %d: status 0x%x", i, status);
        long before = *progress;
        sleep_us(500);
        /* Its parent may hear of the stop a moment before the last of its threads has stopped. */
        if (*progress > before + THREADS)
            fail("stop %d: goes on, %ld times", i, *progress - before);
        kill(child, SIGCONT);
        if (waitpid(child, &status, WCONTINUED) != child || !WIFCONTINUED(status))
            fail("continue %d: status 0x%x", i, status);
    }
    wait_for_progress("end", times);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

static void kills(int times)
{
    int status;
    for (int i = 0; i < times; i++) {
        pid_t child = fork();
        if (child == 0) {
            pthread_t thread;
            for (int t = 0; t < THREADS; t++)
                pthread_create(&thread, 0, busy, 0);
            for (;;) {
                pid_t grandchild = fork();
                if (grandchild == 0)
                    become_exit(0);
                waitpid(grandchild, &status, 0);
            }
        }
        sleep_us(i * 7919L % 8000);
        kill(child, SIGKILL);
        if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
            fail("kill %d: status 0x%x", i, status);
    }
}

static int pipe_ends[2];

/* Waits as long as the program runs, in a call that must not be broken off. */
static void *waits(void *unused)
{
    char octet;
    if (read(pipe_ends[0], &octet, 1) != 1)
        fail("read: %m");
    return unused;
}

static void *polls(void *unused)
{
    for (;;)
        if (poll(0, 0, 3) == -1)
            fail("poll: %m");
    return unused;
}

static void *sleeps(void *unused)
{
    for (;;) {
        struct timespec time = {0, 5000000}, from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        if (nanosleep(&time, 0) == -1)
            fail("nanosleep: %m");
        clock_gettime(CLOCK_MONOTONIC, &to);
        if ((to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec < time.tv_nsec)
            fail("nanosleep: too short");
    }
    return unused;
}

/* Is attached to while FILE exists. */
static void target(const char *file)
{
    pthread_t waiting, thread;
    if (pipe(pipe_ends))
        fail("pipe: %m");
    pthread_create(&waiting, 0, waits, 0);
    pthread_create(&thread, 0, polls, 0);
    pthread_create(&thread, 0, sleeps, 0);
    pthread_create(&thread, 0, counts, 0);
    int round = 0;
    while (access(file, F_OK) == 0) {
        pid_t child = fork();
        if (child == 0)
            become_exit(round % 97);
        expect(child, round % 97, "child of the target", round);
        wait_for_progress("target", round++);
        sleep_us(2000);
    }
    if (status_of(getpid(), "TracerPid:") != 0)
        fail("still traced");
    if (write(pipe_ends[1], "!", 1) != 1)
        fail("write: %m");
    pthread_join(waiting, 0);
    printf("unharmed after %d rounds\n", round);
}

int main(int argc, char **argv)
{
    const char *name = argc > 2 ? argv[1] : "";
    int times = argc > 2 ? atoi(argv[2]) : 0;
    if (!strcmp(name, "exit")) {
        talk();
        return times;
    }
    progress = mmap(0, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!strcmp(name, "target")) {
        target(argv[2]);
        return 0;
    }
    /* What a tracer opens once it has open after the first rounds. */
    children(AT_ONCE);
    int tracer = tracer_now();
    int descriptors = tracer > 0 ? descriptors_of(tracer) : 0;
    if (!strcmp(name, "children"))
        children(times);
    else if (!strcmp(name, "vforks"))
        vforks(times);
    else if (!strcmp(name, "thread_execs"))
        thread_execs(times);
    else if (!strcmp(name, "stops"))
        stops(times);
    else if (!strcmp(name, "kills"))
        kills(times);
    else
        return 2;
    /* Grandchildren of a killed child may be ending yet. */
    int zombies = 1, more = 1;
    for (int i = 0; (zombies > 0 || more > 0) && i < 100; i++) {
        zombies = zombies_of(tracer);
        more = tracer > 0 ? descriptors_of(tracer) - descriptors : 0;
        if (zombies > 0 || more > 0)
            sleep_us(50000);
    }
    if (zombies > 0 || more > 0)
        fail("%d zombies; the tracer has %d descriptors, %d before", zombies, descriptors + more, descriptors);
    printf("%s: %d rounds, tracer %s: no zombie, %d descriptors as before\n", name, times, tracer > 0 ? "looks on" : "none",
           descriptors);
    return 0;
}
