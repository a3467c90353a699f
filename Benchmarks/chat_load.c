/* Members of one room of a chat server, some of which send as fast as they are answered.
 *
 *     chat_load PORT ROOM MEMBERS SENDERS WINDOW SECONDS PROTOCOL BYTES [PID]
 *
 * PROTOCOL is "plain" (a message is accepted when its sender has it back) or "chat-tui.1" (when it is
 * acknowledged). Each sender keeps WINDOW messages of BYTES bytes on their way. Every delivery is
 * checked for loss, order and doubling. After half a second of warming up the counters of SECONDS
 * seconds are printed as JSON, with the CPU time of each thread of the process PID, by name.
 *
 * Loopback only, one thread, epoll; masks are zeros, as they protect proxies and there is none. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS 1000000000ull
#define MAX_LATENCIES (8u << 20)
#define MAX_THREADS 64

struct member {
    int fd;
    int sender;           /* its number among the senders, -1 if it only listens */
    uint32_t *expected;   /* the next number of each sender */
    uint32_t sent, accepted;
    uint64_t *sent_at;    /* by number modulo window */
    uint8_t *rest;        /* the start of a frame whose end has not come */
    size_t rest_length;
    bool is_joined;
};

struct thread {
    long id;
    char name[32];
    uint64_t ns;
};

static struct member *members;
static unsigned member_count, sender_count, window, text_bytes;
static bool is_subprotocol, is_sending;
static uint64_t accepted, deliveries;
static uint32_t *latencies;
static size_t latency_count;
static bool is_measuring;
static uint8_t buffer[4u << 20];

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("chat_load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * NS + (uint64_t)t.tv_nsec;
}

static void write_all(int fd, const void *bytes, size_t count)
{
    const uint8_t *p = bytes;
    while (count) {
        ssize_t n = send(fd, p, count, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR)
                continue; /* what is on its way is bounded by the window */
            die("send: %s", strerror(errno));
        }
        p += n;
        count -= (size_t)n;
    }
}

static size_t put_frame(uint8_t *place, const char *text, size_t length)
{
    size_t head = 2;
    place[0] = 0x81;
    if (length < 126) {
        place[1] = (uint8_t)(0x80 | length);
    } else {
        place[1] = 0x80 | 126;
        place[2] = (uint8_t)(length >> 8);
        place[3] = (uint8_t)length;
        head = 4;
    }
    memset(place + head, 0, 4);
    memcpy(place + head + 4, text, length);
    return head + 4 + length;
}

static void send_messages(struct member *m)
{
    static uint8_t out[1 << 20];
    static char text[40000];
    size_t length = 0;
    uint64_t t = now();
    while (m->sent - m->accepted < window && length + text_bytes + 256 < sizeof out) {
        int n = snprintf(text, sizeof text, "{\"message\":\"%04d:%010u:", m->sender, m->sent);
        memset(text + n, 'x', text_bytes - 16);
        n += (int)text_bytes - 16;
        if (is_subprotocol)
            n += sprintf(text + n, "\",\"nonce\":\"%04d-%010u\"}", m->sender, m->sent);
        else
            n += sprintf(text + n, "\"}");
        length += put_frame(out + length, text, (size_t)n);
        m->sent_at[m->sent++ % window] = t;
    }
    if (length)
        write_all(m->fd, out, length);
}

static void was_accepted(struct member *m, uint32_t number)
{
    if (number != m->accepted)
        die("sender %d: %u was accepted after %u", m->sender, number, m->accepted);
    if (is_measuring) {
        accepted++;
        if (latency_count < MAX_LATENCIES)
            latencies[latency_count++] = (uint32_t)((now() - m->sent_at[number % window]) / 1000);
    }
    m->accepted++;
}

static const uint8_t *after(const uint8_t *text, size_t length, const char *start)
{
    size_t n = strlen(start);
    return length >= n && !memcmp(text, start, n) ? text + n : NULL;
}

static void take(struct member *m, const uint8_t *text, size_t length)
{
    const uint8_t *p = after(text, length, "{\"message\":\"");
    if (!p)
        p = after(text, length, "{\"message\": \""); /* as Python writes it */
    if (p) {
        uint32_t sender = (uint32_t)strtoul((const char *)p, NULL, 10);
        uint32_t number = (uint32_t)strtoul((const char *)p + 5, NULL, 10);
        if (sender >= sender_count || number != m->expected[sender])
            die("%.60s instead of number %u", (const char *)text, m->expected[sender % sender_count]);
        m->expected[sender]++;
        if (is_measuring)
            deliveries++;
        if (!is_subprotocol && (int)sender == m->sender)
            was_accepted(m, number);
    } else if ((p = after(text, length, "{\"type\":\"ack\",\"nonce\":\""))) {
        was_accepted(m, (uint32_t)strtoul((const char *)p + 5, NULL, 10));
    } else if (after(text, length, "{\"type\":\"welcome\"")) {
        m->is_joined = true;
    } else if (!after(text, length, "{\"type\":") || after(text, length, "{\"type\":\"error\"")) {
        die("not expected: %.*s", (int)length, (const char *)text);
    }
}

/* Reads what came, and what that allows to be sent. */
static void read_frames(struct member *m)
{
    memcpy(buffer, m->rest, m->rest_length);
    ssize_t n = recv(m->fd, buffer + m->rest_length, 1 << 20, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0)
        die("the server ended a connection");
    size_t size = m->rest_length + (size_t)n, position = 0;
    while (size - position >= 2) {
        const uint8_t *frame = buffer + position;
        size_t head = 2, length = frame[1];
        if (length == 126) {
            head = 4;
            length = size - position < 4 ? 0 : (size_t)frame[2] << 8 | frame[3];
        } else if (length == 127) {
            head = 10;
            length = 0;
            for (int i = 2; i < 10 && size - position >= 10; i++)
                length = length << 8 | frame[i];
        }
        if (size - position < head + length)
            break;
        if (frame[0] == 0x81)
            take(m, frame + head, length);
        else if (frame[0] == 0x88)
            die("closed: %.*s", (int)length - 2, frame + head + 2);
        position += head + length;
    }
    m->rest_length = size - position;
    m->rest = realloc(m->rest, m->rest_length + 1);
    memcpy(m->rest, buffer + position, m->rest_length);
    if (is_sending && m->sender >= 0)
        send_messages(m);
}

static void join(struct member *m, int port, const char *room, unsigned index)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    m->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m->fd < 0 || connect(m->fd, (struct sockaddr *)&address, sizeof address))
        die("connect: %s", strerror(errno));
    setsockopt(m->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char text[1024], answer[4096];
    int n = snprintf(text, sizeof text,
                     "GET /ws/chat/%s/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n",
                     room, port, is_subprotocol ? "Sec-WebSocket-Protocol: chat-tui.1\r\n" : "");
    write_all(m->fd, text, (size_t)n);
    size_t got = 0;
    while (got < 4 || memcmp(answer + got - 4, "\r\n\r\n", 4)) {
        if (got == sizeof answer || recv(m->fd, answer + got, 1, 0) != 1)
            die("no answer to the handshake");
        got++;
    }
    if (!memmem(answer, got, " 101 ", 5))
        die("refused: %.40s", answer);
    m->is_joined = !is_subprotocol;
    if (is_subprotocol) {
        uint8_t frame[512];
        n = snprintf(text, sizeof text,
                     "{\"type\":\"hello\",\"device\":\"%016x%016x\",\"nick\":\"m%u\",\"last\":0}", (unsigned)getpid(), index,
                     index);
        write_all(m->fd, frame, put_frame(frame, text, (size_t)n));
    }
}

static unsigned cpu_times(const char *pid, struct thread *threads)
{
    char path[400];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *folder = opendir(path);
    if (!folder)
        die("no process %s", pid);
    for (struct dirent *entry; (entry = readdir(folder)) && count < MAX_THREADS;) {
        if (entry->d_name[0] == '.')
            continue;
        struct thread *t = &threads[count];
        t->id = atol(entry->d_name);
        snprintf(path, sizeof path, "/proc/%s/task/%s/comm", pid, entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file || !fgets(t->name, sizeof t->name, file))
            continue;
        fclose(file);
        t->name[strcspn(t->name, "\n")] = 0;
        snprintf(path, sizeof path, "/proc/%s/task/%s/schedstat", pid, entry->d_name);
        file = fopen(path, "r");
        if (file && fscanf(file, "%lu", &t->ns) == 1)
            count++;
        if (file)
            fclose(file);
    }
    closedir(folder);
    return count;
}

static void poll_until(int epoll, uint64_t end)
{
    struct epoll_event events[256];
    for (;;) {
        uint64_t t = now();
        if (t >= end)
            return;
        int count = epoll_wait(epoll, events, 256, (int)((end - t) / 1000000) + 1);
        for (int i = 0; i < count; i++)
            read_frames(events[i].data.ptr);
    }
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Whether everything was delivered and accepted; `complains` ends the program when not. */
static bool is_settled(bool complains)
{
    for (unsigned s = 0; s < sender_count; s++) {
        uint32_t sent = members[s].sent;
        if (members[s].accepted != sent && complains)
            die("sender %u: %u were accepted of %u", s, members[s].accepted, sent);
        if (members[s].accepted != sent)
            return false;
        for (unsigned i = 0; i < member_count; i++) {
            if (members[i].expected[s] == sent)
                continue;
            if (complains)
                die("member %u has %u of %u from sender %u", i, members[i].expected[s], sent, s);
            return false;
        }
    }
    return true;
}

int main(int count, char **arguments)
{
    if (count < 9)
        die("PORT ROOM MEMBERS SENDERS WINDOW SECONDS PROTOCOL BYTES [PID]");
    int port = atoi(arguments[1]);
    member_count = (unsigned)atoi(arguments[3]);
    sender_count = (unsigned)atoi(arguments[4]);
    window = (unsigned)atoi(arguments[5]);
    double seconds = atof(arguments[6]);
    is_subprotocol = !strcmp(arguments[7], "chat-tui.1");
    text_bytes = (unsigned)atoi(arguments[8]);
    const char *pid = count > 9 ? arguments[9] : NULL;
    if (!sender_count || sender_count > member_count || !window || text_bytes < 16 || text_bytes > 32000)
        die("numbers out of range");
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    int epoll = epoll_create1(EPOLL_CLOEXEC);
    members = calloc(member_count, sizeof *members);
    latencies = malloc(MAX_LATENCIES * sizeof *latencies);
    for (unsigned i = 0; i < member_count; i++) {
        struct member *m = &members[i];
        m->sender = i < sender_count ? (int)i : -1;
        m->expected = calloc(sender_count, sizeof *m->expected);
        m->sent_at = calloc(window, sizeof *m->sent_at);
        join(m, port, arguments[2], i);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = m};
        epoll_ctl(epoll, EPOLL_CTL_ADD, m->fd, &event);
        poll_until(epoll, now() + 1);
    }
    for (unsigned i = 0; i < member_count; i++)
        while (!members[i].is_joined)
            poll_until(epoll, now() + NS / 1000);

    is_sending = true;
    for (unsigned i = 0; i < sender_count; i++)
        send_messages(&members[i]);
    poll_until(epoll, now() + NS / 2);
    struct thread before[MAX_THREADS], after_it[MAX_THREADS];
    unsigned threads_before = pid ? cpu_times(pid, before) : 0;
    uint64_t begin = now();
    is_measuring = true;
    poll_until(epoll, begin + (uint64_t)(seconds * 1e9));
    is_measuring = false;
    uint64_t end = now();
    unsigned threads = pid ? cpu_times(pid, after_it) : 0;
    is_sending = false;
    for (uint64_t deadline = now() + 20 * NS; !is_settled(now() > deadline);)
        poll_until(epoll, now() + NS / 100);

    qsort(latencies, latency_count, sizeof *latencies, ascending);
    printf("{\"seconds\":%.3f,\"accepted\":%lu,\"deliveries\":%lu", (double)(end - begin) / 1e9, accepted, deliveries);
    if (latency_count)
        printf(",\"p50_us\":%u,\"p99_us\":%u", latencies[latency_count / 2], latencies[latency_count / 100 * 99]);
    printf(",\"threads\":[");
    for (unsigned i = 0; i < threads; i++) {
        uint64_t ns = after_it[i].ns;
        for (unsigned j = 0; j < threads_before; j++)
            if (before[j].id == after_it[i].id)
                ns -= before[j].ns;
        printf("%s{\"name\":\"%s\",\"seconds\":%.6f}", i ? "," : "", after_it[i].name, (double)ns / 1e9);
    }
    puts("]}");
    return 0;
}
