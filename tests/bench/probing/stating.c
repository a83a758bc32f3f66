/* A web server that answers each request after a delay and states how long it really took, in microseconds.
 *
 *     stating DELAY_MICROSECONDS LOG
 *
 * Prints its port on 127.0.0.1. A request counts from its arrival in the kernel (SO_TIMESTAMPNS; from its
 * reading where there is no stamp) to just before the answer is written, which on loopback is when it arrives.
 * The body is {"us": N}; each line of LOG is the request's query and N. It ends when its input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 4096
#define NAME 64

static struct { long long arrived, due; unsigned serial; char name[NAME]; } conn[CONNECTIONS];
static struct { int fd; unsigned serial; } queue[CONNECTIONS];
static unsigned head, tail;
static FILE *record;

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void leave(int fd) {
    conn[fd].serial++;
    close(fd);
}

static void welcome(int door, int poll) {
    int fd;
    while ((fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        if (fd >= CONNECTIONS) { close(fd); continue; }
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void take(int fd, long long delay) {
    char text[2048], control[256];
    struct iovec part = {text, sizeof text - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t size = recvmsg(fd, &message, 0);
    if (size <= 0) { leave(fd); return; }
    text[size] = 0;
    conn[fd].arrived = now();
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            conn[fd].arrived = t.tv_sec * 1000000000LL + t.tv_nsec;
        }
    char *query = strchr(text, '?');
    size_t length = query ? strcspn(query + 1, " \r\n") : 0;
    if (length >= NAME) length = NAME - 1;
    memcpy(conn[fd].name, query ? query + 1 : "", length);
    conn[fd].name[length] = 0;
    conn[fd].due = conn[fd].arrived + delay;
    queue[tail % CONNECTIONS].fd = fd;
    queue[tail++ % CONNECTIONS].serial = conn[fd].serial;
}

static void answer(int fd) {
    char body[64], text[256];
    double us = (now() - conn[fd].arrived) / 1000.0;
    int size = snprintf(body, sizeof body, "{\"us\": %.1f}", us);
    int whole = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Length: %d\r\nConnection: close\r\n\r\n%s", size, body);
    if (write(fd, text, whole) == whole)
        fprintf(record, "%s %.1f\n", conn[fd].name, us);
    leave(fd);
}

int main(int count, char **words) {
    if (count != 3 || !(record = fopen(words[2], "w"))) return 2;
    setvbuf(record, NULL, _IOLBF, 0);
    long long delay = atoll(words[1]) * 1000;
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof place;
    setsockopt(door, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one); /* those accepted inherit it */
    if (bind(door, (struct sockaddr *)&place, size) || listen(door, 1024)) return 1;
    getsockname(door, (struct sockaddr *)&place, &size);
    printf("%d\n", ntohs(place.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = door}, events[64];
    epoll_ctl(poll, EPOLL_CTL_ADD, door, &event);
    event.data.fd = STDIN_FILENO;
    epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    for (;;) {
        int wait = -1;
        if (head != tail) {
            long long left = conn[queue[head % CONNECTIONS].fd].due - now();
            wait = left > 0 ? (int)(left / 1000000 + 1) : 0;
        }
        int found = epoll_wait(poll, events, 64, wait);
        for (int i = 0; i < found; i++) {
            if (events[i].data.fd == door) welcome(door, poll);
            else if (events[i].data.fd == STDIN_FILENO) return 0;
            else take(events[i].data.fd, delay);
        }
        while (head != tail) {
            int fd = queue[head % CONNECTIONS].fd;
            if (queue[head % CONNECTIONS].serial == conn[fd].serial) {
                if (conn[fd].due > now()) break;
                answer(fd);
            }
            head++;
        }
    }
}
