/* Prints to descriptor argv[1], a line each, all that a program can see of how it was started. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;
static int out;

static void octets(const char *what, const char *text) {
    dprintf(out, "%s ", what);
    for (; *text; text++) {
        dprintf(out, *text > ' ' && *text < 127 ? "%c" : "\\%03o", *text > ' ' && *text < 127 ? *text : (unsigned char)*text);
    }
    dprintf(out, "\n");
}

static void descriptors(void) {
    DIR *all = opendir("/proc/self/fd");
    for (struct dirent *each; (each = readdir(all));) {
        char link[300], path[300] = "";
        int fd = atoi(each->d_name);
        if (each->d_name[0] == '.' || fd == dirfd(all)) {
            continue;
        }
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, path, sizeof path - 1) == -1) {
            path[0] = 0;
        }
        dprintf(out, "descriptor %d %s flags %o offset %ld\n", fd, path, fcntl(fd, F_GETFL), (long)lseek(fd, 0, SEEK_CUR));
    }
    closedir(all);
}

static void lines(const char *file, const char *unless) {
    char line[1000];
    FILE *in = fopen(file, "r");
    while (in && fgets(line, sizeof line, in)) {
        char name[100] = "|";
        strncat(name, strtok(strdup(line), ":\n"), 90);
        strcat(name, "|");
        if (!strstr(unless, name)) {
            dprintf(out, "%s %s", file, line);
        }
    }
}

int main(int argc, char **argv) {
    out = atoi(argv[1]);
    for (int i = 0; i < argc; i++) {
        octets("argument", argv[i]);
    }
    for (char **each = environ; *each; each++) {
        octets("variable", *each);
    }
    descriptors();
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        struct rlimit limit;
        getrlimit(i, &limit);
        dprintf(out, "limit %d %lx %lx\n", i, (long)limit.rlim_cur, (long)limit.rlim_max);
    }
    for (int i = 1; i < NSIG; i++) {
        struct sigaction action;
        if (sigaction(i, NULL, &action) == 0) {
            dprintf(out, "signal %d %s\n", i, action.sa_handler == SIG_IGN ? "ignored" : action.sa_handler == SIG_DFL ? "default" : "handled");
        }
    }
    /* Numbers and sizes of this very process, and what it has done. */
    lines("/proc/self/status", "|Name|State|Tgid|Ngid|FDSize|Pid|PPid|NStgid|NSpid|VmPeak|VmSize|VmLck|VmPin|VmHWM|VmRSS|RssAnon|RssFile"
          "|RssShmem|VmData|VmStk|VmExe|VmLib|VmPTE|VmSwap|SigQ|SigPnd|ShdPnd|voluntary_ctxt_switches|nonvoluntary_ctxt_switches|");
    dprintf(out, "cwd %s\n", get_current_dir_name());
    dprintf(out, "umask %o\n", umask(0));
    dprintf(out, "nice %d policy %d io %ld\n", getpriority(PRIO_PROCESS, 0), sched_getscheduler(0), syscall(SYS_ioprio_get, 1, 0));
    lines("/proc/self/oom_score_adj", "");
    dprintf(out, "dumpable %d keepcaps %d subreaper %d death %d slack %d\n", prctl(PR_GET_DUMPABLE), prctl(PR_GET_KEEPCAPS), 0, 0, prctl(PR_GET_TIMERSLACK));
    int death;
    prctl(PR_GET_PDEATHSIG, &death);
    dprintf(out, "death signal %d\n", death);
    dprintf(out, "session %d group %d terminal group %d\n", getsid(0), getpgrp(), tcgetpgrp(0));
    return 0;
}
