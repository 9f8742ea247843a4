/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"
#include "ctl/ask.h"
#include "ctl/options.h"
#include "ctl/verbs.h"
#include "image/geo.h"
#include "image/map.h"
#include "image/viewop.h"
#include "query/body.h"
#include "step/residency.h"
#include "wire/expand.h"
#include "wire/rcode.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 16 };

static void print_rdata(const struct rr *rr)
{
    char text[NAME_TEXT_SIZE];
    struct addr addr = {.family = rr->type == RRTYPE_A ? FAMILY_IPV4 : FAMILY_IPV6};
    switch (rr->type) {
    case RRTYPE_A:
    case RRTYPE_AAAA:
        memcpy(addr.octets, rr->rdata.at, rr->rdata.len > 16 ? 16 : rr->rdata.len);
        fputs(addr_format(&addr, text), stdout);
        break;
    case RRTYPE_CNAME:
    case RRTYPE_NS:
    case RRTYPE_PTR:
    case RRTYPE_DNAME:
        fputs(name_format(rr->rdata.at, text), stdout);
        break;
    default: /* RFC 3597 §5 */
        printf("\\# %zu ", rr->rdata.len);
        for (size_t i = 0; i < rr->rdata.len; i++) {
            printf("%02x", rr->rdata.at[i]);
        }
    }
}

static void print_reply(const struct ask *ask)
{
    const struct query *q = &ask->query;
    struct expand expand;
    struct rr rr;
    char name[NAME_TEXT_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    printf("answer     %s", rcode_text(q->rcode));
    if (q->ede_text != NULL) {
        printf("   (%.*s)", (int)q->ede_text_len, q->ede_text);
    }
    fputs(ask->out_len == 0 ? "   (dropped: nothing is sent)\n" : "\n", stdout);
    if (ask->out_len == 0 ||
        !expand_init_message(&expand, (struct bytes){.at = ask->out, .len = ask->out_len})) {
        return;
    }
    for (unsigned i = 0; i < (unsigned)q->ancount + q->nscount && expand_next(&expand, &rr); i++) {
        printf("%-10s %s %u %s ", i < q->ancount ? "" : "authority", name_format(rr.owner, name),
               rr.ttl, rrtype_format(rr.type, type));
        print_rdata(&rr);
        putchar('\n');
    }
    if (q->send_ecs) {
        printf("scope      /%u\n", q->scope_bits);
    } else if (q->block != NULL) {
        puts("scope      none: this block takes no client subnet from this sender");
    }
}

static void print_entry(const struct image *image, const struct image_geo *geo, uint32_t decision)
{
    if (decision == 0) {
        fputs("no entry (refused, unless another plugin answers)", stdout);
        return;
    }
    const struct image_target *target =
        (const struct image_target *)image->at[SECTION_TARGET] + geo->targets.first + decision - 1;
    printf("%.*s target %.*s", (int)target->code.len, (const char *)image_blob(image, target->code),
           (int)target->name.len, (const char *)image_blob(image, target->name));
}

/* What the map of the block's geoip word says of the client. */
static void print_geo(const struct image *image, const struct image_geo *geo,
                      const struct prefix *client)
{
    uint32_t values[VALUES_MAX];
    struct map_hit hit;
    map_find(image, geo->map, client, &hit);
    size_t count = map_values(image, geo->map, client, values, VALUES_MAX);
    printf("geoip      ");
    if (hit.clear) {
        printf("the whole network: ");
        print_entry(image, geo, hit.value);
        putchar('\n');
        return;
    }
    printf("mixed: the network is wider than the map, so it counts as unknown: ");
    print_entry(image, geo, geo->unknown);
    putchar('\n');
    for (size_t i = 0; i < count && i < VALUES_MAX; i++) {
        fputs("           it holds clients of: ", stdout);
        print_entry(image, geo, values[i]);
        putchar('\n');
    }
}

static void print_block(const struct ask *ask, const struct prefix *client)
{
    const struct query *q = &ask->query;
    char text[NAME_TEXT_SIZE];
    if (q->block == NULL) {
        puts("block      none serves this name");
        return;
    }
    printf("block      %s\n", name_format(image_blob(q->image, q->route->zone), text));
    if (q->view != REF_NONE) {
        const struct image_view *view =
            (const struct image_view *)q->image->at[SECTION_VIEW] + q->view;
        printf("view       %.*s\n", (int)view->name.len,
               (const char *)image_blob(q->image, view->name));
    }
    const struct image_step *steps = q->image->at[SECTION_STEP];
    bool bound = residency_binds(q, q->block, &q->name);
    if (bound) {
        puts("residency  the policy answers this name: ask dnsctl policy explain");
    }
    for (uint32_t i = q->block->steps[STAGE_ANSWER]; i < q->block->steps[STAGE_ANSWER + 1]; i++) {
        if (steps[i].kind == STEP_GEO && !bound) {
            print_geo(q->image, geo_at(q->image, steps[i].arg), client);
        }
    }
    bool from_zone = q->scope_bits == 0 && q->rcode != RCODE_REFUSED;
    printf("source     %s\n", !from_zone     ? "depends on the client"
                              : q->by_source ? "depends on who sends the query: here 127.0.0.1"
                                             : "the same for every client (zone data, or one "
                                               "decision)");
}

static int explain(const struct options *options, const char *conf, const struct name *name,
                   uint16_t type, const struct prefix *client)
{
    char text[NAME_TEXT_SIZE];
    char why[IMAGE_WHY_SIZE];
    void *octets = NULL;
    size_t size;
    struct image image;
    struct errs *errs = errs_new();
    struct build *build = options_load(options, conf, errs);
    int status = options_status(options, errs);
    if (build != NULL && build_image(build, &octets, &size) &&
        image_read(octets, size, &image, why)) {
        struct ask *asked = malloc(sizeof(*asked));
        if (asked != NULL) {
            ask(asked, &image, name, type, client);
            printf("question   %s %s\n", name_format(name->octets, text), rrtype_format(type, why));
            printf("client     %s\n", prefix_format(client, text));
            print_block(asked, client);
            print_reply(asked);
        }
        free(asked);
    }
    free(octets);
    build_free(build);
    errs_free(errs);
    return status;
}

static int bad_word(const char *what, const char *word)
{
    fprintf(stderr,
            "dnsctl: '%s' is no %s; write: dnsctl explain [-conf] COREFILE NAME [TYPE] CLIENT, "
            "such as 192.0.2.0/24\n",
            word, what);
    return CTL_USAGE;
}

int explain_run(int argc, char **argv)
{
    struct options options;
    struct name name;
    struct prefix client;
    uint16_t type = RRTYPE_A;
    const char *why;
    if (!options_read(argc, argv, &options)) {
        return CTL_USAGE;
    }
    const char *const *word = options.words;
    int nwords = options.nwords;
    const char *conf = options.conf;
    if (conf == NULL && nwords > 2) {
        conf = *word++;
        nwords--;
    }
    if (conf == NULL || nwords < 2 || nwords > 3) {
        return bad_word("question with a client", nwords > 0 ? word[0] : "");
    }
    if (!name_parse(word[0], strlen(word[0]), NULL, &name, &why)) {
        return bad_word("name", word[0]);
    }
    if (nwords == 3 && !rrtype_parse(word[1], strlen(word[1]), &type)) {
        return bad_word("record type", word[1]);
    }
    if (!prefix_parse(word[nwords - 1], &client, NULL)) {
        return bad_word("address or network", word[nwords - 1]);
    }
    return explain(&options, conf, &name, type, &client);
}
