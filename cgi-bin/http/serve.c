/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FastCGI: the only file that knows libfcgi. SIGTERM is let in only while we
 * wait for a connection, so it never interrupts a request, nor the library
 * between accept and the request's last byte, and none is lost. (The library's
 * FCGX_ShutdownPending refuses to read a body that is still under way, and
 * misses a signal that comes just before accept.)
 */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "base/log.h"
#include "http/http.h"

enum { LISTEN_FD = 0, IDLE_MS = 2000 };

static volatile sig_atomic_t ending;

static void on_term(int sig)
{
    (void)sig;
    ending = 1;
}

struct variable {
    const char *name;
    const char *people; /* as the client's author knows it */
    size_t off;
};
#define VARIABLE(its_name, its_people, m)                                                          \
    {                                                                                              \
        its_name, its_people, offsetof(struct env, m)                                              \
    }

static const struct variable variables[] = {
    VARIABLE("REQUEST_METHOD", "method", method),
    VARIABLE("REQUEST_URI", "address", uri),
    VARIABLE("REMOTE_ADDR", "client's address", remote),
    VARIABLE("CONTENT_TYPE", "Content-Type", content_type),
    VARIABLE("HTTP_HOST", "Host", host),
    VARIABLE("HTTP_ORIGIN", "Origin", origin),
    VARIABLE("HTTP_SEC_FETCH_SITE", "Sec-Fetch-Site", fetch_site),
    VARIABLE("HTTP_IF_NONE_MATCH", "If-None-Match", if_none_match),
    VARIABLE("HTTP_ACCEPT_LANGUAGE", "Accept-Language", accept_language),
    VARIABLE("HTTP_IDEMPOTENCY_KEY", "Idempotency-Key", idempotency_key),
    VARIABLE("HTTP_AUTHORIZATION", "Authorization", authorization),
    VARIABLE("HTTP_COOKIE", "Cookie", cookie),
    VARIABLE("HTTP_USER_AGENT", "User-Agent", agent),
    VARIABLE("REQUEST_ID", "request's number", id),
};

/* *seen: a bit for each that came, empty or not. */
static void read_variable(struct arena *a, const char *entry, struct env *env, unsigned *seen)
{
    for (size_t i = 0; i < countof(variables); i++) {
        const struct variable *v = &variables[i];
        size_t len = strlen(v->name);
        const char **to = (const char **)(void *)((char *)env + v->off);
        if (strncmp(entry, v->name, len) || entry[len] != '=')
            continue;
        if (*seen & 1u << i)
            env->twice = v->people;
        else if (entry[len + 1])
            *to = arena_strdup(a, entry + len + 1);
        *seen |= 1u << i;
        return;
    }
}

/* Copies: the notes are written when the library's own are gone. */
static void read_env(struct arena *a, char **envp, struct env *env)
{
    unsigned seen = 0;
    *env = (struct env){ 0 };
    for (char **entry = envp; *entry; entry++)
        read_variable(a, *entry, env, &seen);
}

/* False if less came than was said: the client is gone. */
static bool read_body(struct arena *a, const FCGX_Request *fr, struct env *env)
{
    const char *said = FCGX_GetParam("CONTENT_LENGTH", fr->envp);
    long long len = 0;
    if (!said || !*said)
        return true;
    if (!parse_i64(said, 0, INT32_MAX, &len) || len > REQUEST_BODY_MAX) {
        env->body_len = REQUEST_BODY_MAX + 1;
        return true;
    }
    char *body = arena_alloc(a, (size_t)len + 1);
    env->body = body;
    env->body_len = (size_t)len;
    return FCGX_GetStr(body, (int)len, fr->in) == (int)len;
}

static bool put(void *to, const char *s, size_t len)
{
    return FCGX_PutStr(s, (int)len, to) == (int)len;
}

/* The status is out: what breaks off is seen by its missing end. */
static void stream(struct request *rq, const FCGX_Request *fr)
{
    enum fault_code rc = rq->head ? FAULT_OK : rq->stream(rq, put, fr->out);
    if (rc)
        log_error("%s: %s broke off: %s", rq->face->name, rq->path,
                  fault_for_log(rq->fault, rq->arena));
}

static void serve_one(const struct face *face, struct arena *a, FCGX_Request *fr)
{
    struct fault f;
    struct env env;
    struct response out;
    read_env(a, fr->envp, &env);
    if (!read_body(a, fr, &env)) {
        FCGX_Finish_r(fr);
        return;
    }
    log_request(env.id);
    struct request *rq = http_run(face, a, &f, &env, &out);
    FCGX_PutStr(text_str(&out.head), (int)out.head.len, fr->out);
    FCGX_PutStr(out.body, (int)out.body_len, fr->out);
    if (rq->stream)
        stream(rq, fr);
    FCGX_Finish_r(fr);
    http_end(rq);
    log_request(NULL);
}

/* Blocks the signals that end us; *waiting is the mask that lets them in. */
static void catch_signals(sigset_t *waiting)
{
    struct sigaction term = { .sa_handler = on_term };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t both;
    sigemptyset(&term.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGINT);
    if (sigprocmask(SIG_BLOCK, &both, waiting) || sigaction(SIGTERM, &term, NULL) ||
        sigaction(SIGINT, &term, NULL) || sigaction(SIGPIPE, &ignore, NULL))
        bug("cannot catch signals: %s", strerror(errno));
    sigdelset(waiting, SIGTERM);
    sigdelset(waiting, SIGINT);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* The pool shares the socket: each connection wakes one process, and accept must not wait. */
static int watch_socket(void)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
    int flags = fcntl(LISTEN_FD, F_GETFL);
    int fd = epoll_create1(EPOLL_CLOEXEC);
    if (flags >= 0 && !fcntl(LISTEN_FD, F_SETFL, flags | O_NONBLOCK) && fd >= 0 &&
        !epoll_ctl(fd, EPOLL_CTL_ADD, LISTEN_FD, &event))
        return fd;
    close_fd(&fd);
    return -1;
}

int http_serve(const struct face *face)
{
    FCGX_Request fr;
    sigset_t waiting;
    OWNED(close_fd) int watch = watch_socket();
    if (watch < 0 || FCGX_Init() || FCGX_InitRequest(&fr, LISTEN_FD, 0)) {
        log_error("%s: descriptor 0 is no FastCGI socket: %s", face->name, strerror(errno));
        return 1;
    }
    catch_signals(&waiting); /* after FCGX_Init, which sets its own */
    OWNED(arena_drop) struct arena *a = arena_new();
    bool served = true; /* since memory was last given back */
    while (!ending) {
        struct epoll_event event;
        int ready = epoll_pwait(watch, &event, 1, served ? IDLE_MS : -1, &waiting);
        if (!ready) { /* idle: what the largest answer took is the host's again */
            malloc_trim(0);
            served = false;
        }
        if (ready <= 0)
            continue;
        int rc = FCGX_Accept_r(&fr);
        if (!rc) {
            serve_one(face, a, &fr);
            arena_reset(a);
            served = true;
        } else if (rc != -EAGAIN) { /* that is: another of the pool was quicker */
            log_error("%s: accept: %s", face->name, strerror(-rc));
            return 1;
        }
    }
    FCGX_Free(&fr, 1);
    return 0;
}
