/* SPDX-License-Identifier: Apache-2.0 */
#include "where.h"

#include "base/attr.h"
#include "geo/country.h"

#include <assert.h>
#include <string.h>

enum { TRIES = 3 };

/* Teredo, and where MaxMind's trees have IPv4: no database knows anything of them. */
static bool is_blank(const struct addr *addr)
{
    static const char *const blanks[] = {"::/96", "2001::/32"};
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
        struct prefix blank;
        bool ok = prefix_parse(blanks[i], &blank, NULL);
        assert(ok);
        if (prefix_holds(&blank, addr)) {
            return true;
        }
    }
    return false;
}

/* The innermost correction that holds now; NULL = none. */
static const struct policy_network *correction_of(const struct trial *trial,
                                                  const struct addr *addr)
{
    const struct policy *policy = trial->made.policy;
    const struct policy_network *found = NULL;
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_network *network = &policy->networks[i];
        if (network->window.from_s <= trial->times[0] &&
            trial->times[0] < network->window.until_s && prefix_holds(&network->prefix, addr) &&
            (found == NULL || network->prefix.bits > found->prefix.bits)) {
            found = network;
        }
    }
    return found;
}

static const char *country_of(const struct trial *trial, const struct addr *addr)
{
    const struct scene *scene = &trial->scene;
    const struct policy_network *correction = correction_of(trial, addr);
    bool second = scene->has_country6 && addr->family == FAMILY_IPV6;
    const struct geodb_net *net =
        is_blank(addr) ? NULL : geodb_find(second ? &scene->country6 : &scene->country, addr);
    if (correction != NULL) {
        return correction->country;
    }
    return net == NULL || net->anycast || !country_is(net->country) ? "" : net->country;
}

static bool check_address(struct trial *trial, const struct naivemap *map, const struct addr *addr)
{
    char text[ADDR_TEXT_SIZE];
    const struct naivemap_family *family = addr->family == FAMILY_IPV4 ? &map->v4 : &map->v6;
    uint32_t place = family->ranges[naivemap_find(family, addr)].place;
    if (place == NAIVEMAP_BLOCK) {
        return trial_refute(trial, "%s is taken for IPv4", addr_format(addr, text));
    }
    const char *country = country_of(trial, addr);
    trial->tally->shown[TRIAL_PLACES]++;
    return strcmp(map->places[place].country, country) == 0 ||
           trial_refute(trial, "%s is in '%s', and was put in '%s'", addr_format(addr, text),
                        map->places[place].country, country);
}

bool where_check(struct trial *trial)
{
    struct naive *naive =
        naive_new(trial->made.policy, &trial->made.data, trial->times[0], trial->made.errs);
    bool ok = naive != NULL || trial_refute(trial, "the naive evaluator cannot read the data");
    for (size_t i = 0; i < trial->nclients * TRIES && ok; i++) {
        struct addr addr = nets_address(&trial->clients[i / TRIES], &trial->scene.draw);
        struct prefix host = prefix_of(&addr, family_bits(addr.family));
        prefix_unmap(&host, &host);
        ok = check_address(trial, naive_map(naive), &host.addr);
    }
    naive_free(naive);
    return ok;
}
