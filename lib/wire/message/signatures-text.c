/* signatures-text.c - protocols over TCP that are known by a line of text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SMTP: RFC 5321; POP: RFC 1939, 2595; IMAP: RFC 9051; FTP: RFC 959, 4217; NNTP: RFC 3977; SSH: RFC
 * 4253; RTSP: RFC 2326; SIP: RFC 3261; ICAP: RFC 3507; IRC: RFC 2812; XMPP: RFC 6120.
 */
#include "wire/message/signature.h"

#include <glib.h>
#include <string.h>

/* Three digits, of which the first tells what kind of reply it is. */
static bool
is_reply(cursor c, size_t sent)
{
    const uint8_t *b = cursor_bytes(&c, 4);

    (void)sent;
    return b && b[0] >= '1' && b[0] <= '5' && g_ascii_isdigit(b[1]) && g_ascii_isdigit(b[2]) &&
           (b[3] == ' ' || b[3] == '-' || b[3] == '\r');
}

/* True if the first word of the line, from the `skip`th on, is one of those. */
static bool
has_word(cursor c, const char *const *words)
{
    cursor line;

    if (!signature_take_line(c, &line))
        return false;
    const uint8_t *space = cursor_find_byte(&line, ' ');
    size_t n = space ? (size_t)(space - line.at) : cursor_left(&line);
    for (; *words; words++)
        if (strlen(*words) == n && g_ascii_strncasecmp((const char *)line.at, *words, n) == 0)
            return true;
    return false;
}

static bool
is_smtp_command(cursor c, size_t sent)
{
    static const char *const words[] = {"STARTTLS", "AUTH", "DATA", "QUIT", "RSET",
                                        "NOOP",     "VRFY", "BDAT", "MAIL", NULL};

    (void)sent;
    return has_word(c, words);
}

static bool
is_pop_command(cursor c, size_t sent)
{
    static const char *const words[] = {"USER", "PASS", "APOP", "CAPA", "STLS", "AUTH", "STAT",
                                        "LIST", "UIDL", "RETR", "DELE", "TOP",  "QUIT", NULL};

    (void)sent;
    return has_word(c, words);
}

static bool
is_ftp_command(cursor c, size_t sent)
{
    static const char *const words[] = {
        "USER", "PASS", "AUTH", "SYST", "FEAT", "TYPE", "PASV", "PORT", "EPSV", "EPRT",
        "LIST", "NLST", "MLSD", "RETR", "STOR", "CWD",  "PWD",  "QUIT", "OPTS", "NOOP",
        "PBSZ", "PROT", "SIZE", "MDTM", "DELE", "MKD",  "RMD",  "ABOR", NULL};

    (void)sent;
    return has_word(c, words);
}

/* A tag that the client made up, and a command. */
static bool
is_imap_command(cursor c, size_t sent)
{
    static const char *const words[] = {
        "CAPABILITY", "STARTTLS", "LOGIN",   "AUTHENTICATE", "SELECT", "EXAMINE",
        "NAMESPACE",  "LIST",     "LSUB",    "STATUS",       "FETCH",  "UID",
        "SEARCH",     "STORE",    "EXPUNGE", "CLOSE",        "LOGOUT", "NOOP",
        "IDLE",       "ID",       "ENABLE",  "APPEND",       "CHECK",  NULL};
    cursor tag = c;

    (void)sent;
    while (cursor_left(&c) > 0 && g_ascii_isalnum(*c.at))
        c.at++;
    size_t n = (size_t)(c.at - tag.at);
    return n > 0 && n <= 16 && cursor_u8(&c) == ' ' && has_word(c, words);
}

static bool
is_irc_command(cursor c, size_t sent)
{
    static const char *const words[] = {"NICK", "USER", "PASS", "JOIN",    "PING", "PONG",
                                        "MODE", "CAP",  "QUIT", "PRIVMSG", NULL};

    (void)sent;
    return has_word(c, words);
}

/* Who registers says both in one segment (RFC 2812 section 3.1). */
static bool
is_irc_registration(cursor c, size_t sent)
{
    (void)sent;
    return signature_holds(c, "\nUSER ", 6, 256) && signature_holds(c, " :", 2, 512);
}

/* The line tells the protocol and its version where it ends. */
static bool
ends_so(cursor c, const char *text)
{
    cursor line;
    size_t n = strlen(text);

    return signature_take_line(c, &line) && cursor_left(&line) > n &&
           memcmp(line.end - n, text, n) == 0;
}

static bool
is_rtsp_request(cursor c, size_t sent)
{
    (void)sent;
    return ends_so(c, " RTSP/1.0") || ends_so(c, " RTSP/2.0");
}

static bool
is_sip_request(cursor c, size_t sent)
{
    (void)sent;
    return ends_so(c, " SIP/2.0");
}

static bool
is_icap_request(cursor c, size_t sent)
{
    (void)sent;
    return ends_so(c, " ICAP/1.0");
}

static bool
is_xmpp(cursor c, size_t sent)
{
    static const char stream[] = "<stream:stream", client[] = "jabber:";

    (void)sent;
    return signature_begins(c, "<", 1) && (signature_holds(c, stream, strlen(stream), 256) ||
                                           signature_holds(c, client, strlen(client), 256));
}

/* RESP: the number of words, and the length of the first. */
static bool
is_redis_command(cursor c, size_t sent)
{
    (void)sent;
    if (cursor_u8(&c) != '*' || cursor_left(&c) == 0 || !g_ascii_isdigit(*c.at))
        return false;
    while (cursor_left(&c) > 0 && g_ascii_isdigit(*c.at))
        c.at++;
    return signature_begins(c, "\r\n$", 3);
}

static bool
is_redis_reply(cursor c, size_t sent)
{
    (void)sent;
    uint8_t first = cursor_u8(&c);

    return first == '+' || first == '-' ||
           ((first == ':' || first == '$' || first == '*') && cursor_left(&c) > 0 &&
            (g_ascii_isdigit(*c.at) || *c.at == '-'));
}

/* Four digits of hexadecimal tell how long the line is. */
static bool
is_git(cursor c, size_t sent)
{
    (void)sent;
    return signature_holds(c, "git-", 4, 8) &&
           (signature_holds(c, "-pack /", 7, 32) || signature_holds(c, "-archive /", 10, 32));
}

#define MAIL_PORTS                                                                                 \
    {                                                                                              \
        25, 587, 2525, 465                                                                         \
    }
#define IRC_PORTS                                                                                  \
    {                                                                                              \
        6667, 6666, 6668, 6669, 6697, 194                                                          \
    }

const signature signatures_text[] = {
    {"ssh", "SSH-2.", NULL, NULL, {0}},
    {"ssh", "SSH-1.", NULL, NULL, {0}},
    {"vnc", "RFB 0", ".", NULL, {0}},
    {"rsync", "@RSYNCD: ", NULL, NULL, {0}},
    {"rtsp", "RTSP/1.0 ", NULL, NULL, {0}},
    {"rtsp", "RTSP/2.0 ", NULL, NULL, {0}},
    {"rtsp", "", "RTSP/", is_rtsp_request, {0}},
    {"sip", "SIP/2.0 ", NULL, NULL, {0}},
    {"sip", "", "SIP/", is_sip_request, {0}},
    {"icap", "ICAP/1.0 ", NULL, NULL, {0}},
    {"icap", "", "ICAP/", is_icap_request, {0}},
    {"smtp", "220", "SMTP", is_reply, {0}},
    {"smtp", "EHLO ", NULL, NULL, {0}},
    {"smtp", "HELO ", NULL, NULL, {0}},
    {"smtp", "LHLO ", NULL, NULL, {0}},
    {"smtp", "MAIL FROM:", NULL, NULL, {0}},
    {"smtp", "RCPT TO:", NULL, NULL, {0}},
    {"smtp", "", NULL, is_reply, MAIL_PORTS},
    {"smtp", "", NULL, is_smtp_command, MAIL_PORTS},
    {"ftp", "220", "FTP", is_reply, {0}},
    {"ftp", "227 Entering Passive Mode", NULL, NULL, {0}},
    {"ftp", "229 Entering Extended Passive", NULL, NULL, {0}},
    {"ftp", "331 ", "assword", NULL, {0}},
    {"ftp", "AUTH TLS", NULL, NULL, {0}},
    {"ftp", "AUTH SSL", NULL, NULL, {0}},
    {"ftp", "", NULL, is_reply, {21, 2121}},
    {"ftp", "", NULL, is_ftp_command, {21, 2121}},
    {"pop", "+OK", "POP", NULL, {0}},
    {"pop", "+OK", NULL, NULL, {110}},
    {"pop", "-ERR", NULL, NULL, {110}},
    {"pop", "", NULL, is_pop_command, {110}},
    {"imap", "* OK", "IMAP", NULL, {0}},
    {"imap", "* CAPABILITY IMAP4", NULL, NULL, {0}},
    {"imap", "* OK", NULL, NULL, {143, 220}},
    {"imap", "* PREAUTH", NULL, NULL, {143, 220}},
    {"imap", "* BYE", NULL, NULL, {143, 220}},
    {"imap", "", NULL, is_imap_command, {143, 220}},
    {"nntp", "200", "NNTP", is_reply, {0}},
    {"nntp", "200", "NNRP", is_reply, {0}},
    {"nntp", "", NULL, is_reply, {119, 433}},
    {"irc", ":", " NOTICE ", NULL, {0}},
    {"irc", ":", " 001 ", NULL, {0}},
    {"irc", ":", " PRIVMSG ", NULL, {0}},
    {"irc", "NOTICE AUTH :", NULL, NULL, {0}},
    {"irc", "CAP LS", NULL, NULL, {0}},
    {"irc", "NICK ", NULL, is_irc_registration, {0}},
    {"irc", "", NULL, is_irc_command, IRC_PORTS},
    {"xmpp", NULL, NULL, is_xmpp, {0}},
    {"resp", "*", NULL, is_redis_command, {0}},
    {"resp", "PING", NULL, NULL, {6379}},
    {"resp", "", NULL, is_redis_reply, {6379}},
    {"memcache", "get ", NULL, NULL, {11211}},
    {"memcache", "gets ", NULL, NULL, {11211}},
    {"memcache", "set ", NULL, NULL, {11211}},
    {"memcache", "stats", NULL, NULL, {11211}},
    {"memcache", "version", NULL, NULL, {11211}},
    {"memcache", "VALUE ", NULL, NULL, {11211}},
    {"memcache", "STORED", NULL, NULL, {11211}},
    {"memcache", "STAT ", NULL, NULL, {11211}},
    {"memcache", "END", NULL, NULL, {11211}},
    {"git", NULL, NULL, is_git, {0}},
    {"gnutella", "GNUTELLA", NULL, NULL, {0}},
    {"distcc", "DIST0000", NULL, NULL, {0}},
    {"jdwp", "JDWP-Handshake", NULL, NULL, {0}},
    /* Who has no options to negotiate asks at once. */
    {"telnet", "", "ogin:", NULL, {23}},
    {"telnet", "", "assword:", NULL, {23}},
    {0},
};
