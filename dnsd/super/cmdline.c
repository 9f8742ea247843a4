/* SPDX-License-Identifier: Apache-2.0 */
#include "super/cmdline.h"

#include "base/attr.h"
#include "base/text.h"

#include <string.h>

enum { PORT_DEFAULT = 53 };

enum flag_kind { FLAG_TEXT, FLAG_PORT, FLAG_SWITCH };

struct flag {
    const char *name;
    enum flag_kind kind;
    size_t at; /* offset of its field in struct cmdline */
    const char *help;
};

static const struct flag flags[] = {
    {"conf", FLAG_TEXT, offsetof(struct cmdline, conf),
     "FILE    Corefile to load; 'stdin' reads standard input (default: Corefile)"},
    {"dns.port", FLAG_PORT, offsetof(struct cmdline, port),
     "PORT    port of server blocks that name none (default: 53)"},
    {"p", FLAG_PORT, offsetof(struct cmdline, port), "PORT    the same as -dns.port"},
    {"pidfile", FLAG_TEXT, offsetof(struct cmdline, pidfile),
     "FILE    where to write the process id"},
    {"plugins", FLAG_SWITCH, offsetof(struct cmdline, plugins), "        list the plugins and end"},
    {"version", FLAG_SWITCH, offsetof(struct cmdline, version), "        show the version and end"},
    {"quiet", FLAG_SWITCH, offsetof(struct cmdline, quiet), "        print no start-up lines"},
    {"help", FLAG_SWITCH, offsetof(struct cmdline, help), "        show this and end"},
    {"h", FLAG_SWITCH, offsetof(struct cmdline, help), "        the same as -help"},
};

void cmdline_help(FILE *to)
{
    fputs("usage: dnsd [-conf FILE] [-dns.port PORT] [-pidfile FILE] [-quiet]\n\n", to);
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        fprintf(to, "  -%-9s %s\n", flags[i].name, flags[i].help);
    }
    fputs("\nFlags may begin with one dash or two and be written '-flag value' or '-flag=value'.\n"
          "Signals: SIGUSR1 and SIGHUP load the Corefile again, SIGTERM ends after what is being\n"
          "answered, SIGINT too (a second one at once), SIGQUIT at once.\n",
          to);
}

static const struct flag *find_flag(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        if (strlen(flags[i].name) == len && memcmp(flags[i].name, name, len) == 0) {
            return &flags[i];
        }
    }
    return NULL;
}

static bool unknown(const char *arg, const char *name, size_t len, char *why)
{
    const char *words[ARRAY_LEN(flags)];
    char word[64];
    snprintf(word, sizeof(word), "%.*s", (int)len, name);
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        words[i] = flags[i].name;
    }
    const char *near = text_nearest(word, words, ARRAY_LEN(words));
    if (near != NULL) {
        snprintf(why, CMDLINE_WHY_SIZE, "'%.100s' is no flag; write -%s, or -help for all of them",
                 arg, near);
    } else {
        snprintf(why, CMDLINE_WHY_SIZE,
                 "'%.100s' is no flag; write -conf, -dns.port, -p, -pidfile, -plugins, -version, "
                 "-quiet or -help",
                 arg);
    }
    return false;
}

/* The words that Go's strconv.ParseBool takes. */
static bool parse_switch(const char *value, bool *out)
{
    static const char *const on[] = {"1", "t", "T", "true", "TRUE", "True"};
    static const char *const off[] = {"0", "f", "F", "false", "FALSE", "False"};
    for (size_t i = 0; i < ARRAY_LEN(on); i++) {
        if (strcmp(value, on[i]) == 0 || strcmp(value, off[i]) == 0) {
            *out = strcmp(value, on[i]) == 0;
            return true;
        }
    }
    return false;
}

static bool set_flag(const struct flag *flag, const char *value, struct cmdline *out, char *why)
{
    char *field = (char *)out + flag->at;
    uint32_t port;
    bool on;
    switch (flag->kind) {
    case FLAG_TEXT:
        memcpy(field, &value, sizeof(value));
        return true;
    case FLAG_PORT:
        if (!text_u32(value, &port) || port == 0 || port > UINT16_MAX) {
            snprintf(why, CMDLINE_WHY_SIZE,
                     "'%.100s' is no port for -%s; write a number from 1 to 65535", value,
                     flag->name);
            return false;
        }
        memcpy(field, &(uint16_t){(uint16_t)port}, sizeof(uint16_t));
        return true;
    case FLAG_SWITCH:
        if (!parse_switch(value, &on)) {
            snprintf(why, CMDLINE_WHY_SIZE, "'%.100s' is no value for -%s; write true or false",
                     value, flag->name);
            return false;
        }
        memcpy(field, &on, sizeof(on));
        return true;
    }
    return false;
}

bool cmdline_parse(int argc, char *const *argv, struct cmdline *out, char *why)
{
    struct cmdline got = {.port = PORT_DEFAULT};
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (arg[0] != '-' || arg[1] == '\0' || strcmp(arg, "--") == 0) {
            snprintf(why, CMDLINE_WHY_SIZE,
                     "'%.100s' is not understood; write the Corefile's name after -conf, or -help "
                     "for all flags",
                     arg);
            return false;
        }
        const char *name = arg + (arg[1] == '-' ? 2 : 1);
        size_t len = strcspn(name, "=");
        const struct flag *flag = find_flag(name, len);
        if (flag == NULL) {
            return unknown(arg, name, len, why);
        }
        const char *value = name[len] == '=' ? name + len + 1 : "true";
        if (name[len] != '=' && flag->kind != FLAG_SWITCH) {
            if (++i == argc) {
                snprintf(why, CMDLINE_WHY_SIZE, "-%s has no value; write -%s %s", flag->name,
                         flag->name, flag->kind == FLAG_PORT ? "PORT" : "FILE");
                return false;
            }
            value = argv[i];
        }
        if (!set_flag(flag, value, &got, why)) {
            return false;
        }
    }
    *out = got;
    return true;
}
