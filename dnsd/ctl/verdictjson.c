/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/verdict.h"

#include "ctl/findings.h"
#include "policy/moment.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static json_t *number(size_t count)
{
    return json_integer((json_int_t)count);
}

static json_t *moment(int64_t time_s)
{
    char text[MOMENT_TEXT_SIZE];
    return json_string(moment_format(time_s, text));
}

/* A check: proved, or with its counterexample. */
static json_t *json_of_fault(const struct prove_fault *fault)
{
    json_t *json = json_pack("{s:b}", "proved", fault->what == NULL);
    if (fault->what != NULL) {
        json_object_set_new(json, "counterexample", json_string(fault->what));
        json_object_set_new(json, "given", json_string(fault->given));
    }
    if (fault->what != NULL && fault->wanted != NULL) {
        json_object_set_new(json, "wanted", json_string(fault->wanted));
    }
    return json;
}

static json_t *json_of_family(const struct provespace_family *family)
{
    return json_pack("{s:o, s:o}", "networks", number(family->networks), "merged",
                     number(family->merged));
}

static json_t *json_of_space(const struct verdict *v)
{
    json_t *json = json_of_fault(&v->space.space);
    json_object_set_new(json, "ipv4", json_of_family(&v->space.v4));
    json_object_set_new(json, "ipv6", json_of_family(&v->space.v6));
    return json;
}

static json_t *json_of_classes(const struct verdict *v)
{
    return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "places", number(v->class.places),
                     "states", number(v->states.count), "checked_clusters",
                     number(v->states.nchecked), "all_states", v->states.all, "windows",
                     number(v->nwindows), "names", number(v->policy->nnames), "cases",
                     number(v->class.cases));
}

static json_t *json_of_agreement(const struct verdict *v)
{
    json_t *json =
        json_of_fault(v->class.agreement.what != NULL ? &v->class.agreement : &v->agree.fault);
    json_object_set_new(json, "networks", number(v->space.v4.networks + v->space.v6.networks));
    json_object_set_new(json, "mixed_networks", number(v->agree.mixed));
    return json;
}

static json_t *json_of_claim(const struct verdict *v, const struct proveclaim *claim,
                             struct errs *errs)
{
    char line[ERR_LINE_SIZE];
    json_t *json = json_of_fault(&claim->fault);
    verdict_claim_line(errs, claim->claim, line);
    json_object_set_new(json, "file", json_string(claim->claim->at.file));
    json_object_set_new(json, "line", number(claim->claim->at.line));
    json_object_set_new(json, "source", findings_json_text(line));
    if (claim->claim->why != NULL) {
        json_object_set_new(json, "why", json_string(claim->claim->why));
    }
    if (!claim->refuted) {
        return json;
    }
    json_object_set_new(json, "at", moment(claim->time_s));
    json_t *extent = json_pack(
        "{s:o, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:b}", "places", number(claim->nplaces),
        "places_text", claim->places, "places_not_in_data", number(claim->nelsewhere),
        "places_not_in_data_text", claim->elsewhere, "ipv4_networks", number(claim->v4_networks),
        "ipv6_networks", number(claim->v6_networks), "states", number(claim->nstates),
        "states_tried", number(v->states.count), "on_good_days", claim->on_good_days);
    json_object_set_new(json, "extent", extent);
    return json;
}

static json_t *json_of_claims(const struct verdict *v, struct errs *errs)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->policy->nclaims; i++) {
        json_array_append_new(list, json_of_claim(v, &v->claims[i], errs));
    }
    return list;
}

static json_t *json_of_identity(const struct verdict *v)
{
    json_t *files = json_array();
    for (size_t i = 0; i < v->nfiles; i++) {
        json_array_append_new(files,
                              json_pack("{s:s, s:s, s:s, s:o}", "for", v->files[i].word, "type",
                                        v->files[i].type, "sha256", v->file_digests[i], "built",
                                        moment(v->files[i].built_s)));
    }
    json_t *json = json_pack("{s:s, s:o, s:s}", "policy_sha256", v->policy_digest, "databases",
                             files, "builtin", v->policy->edition);
    if (v->claims_digest[0] != '\0') {
        json_object_set_new(json, "claims_sha256", json_string(v->claims_digest));
    }
    return json;
}

static json_t *json_of(const struct verdict *v, struct errs *errs)
{
    json_t *json =
        json_pack("{s:b, s:o, s:o, s:o}", "proved", !verdict_refuted(v) && !errs_failed(errs), "at",
                  moment(v->time_s), "space", json_of_space(v), "classes", json_of_classes(v));
    json_object_set_new(json, "safety", json_of_fault(&v->class.safety));
    json_object_set_new(json, "liveness", json_of_fault(&v->class.liveness));
    json_object_set_new(json, "scope", json_of_fault(&v->space.scope));
    json_object_set_new(json, "agreement", json_of_agreement(v));
    json_object_set_new(
        json, "expect",
        json_pack("{s:o, s:o}", "held", number(v->held), "count", number(v->policy->nexpects)));
    json_object_set_new(json, "findings", findings_json(errs));
    if (v->policy->claims_file != NULL) {
        json_object_set_new(json, "claims", json_of_claims(v, errs));
    }
    json_object_set_new(json, "too_old", json_boolean(v->too_old));
    if (v->policy->unknown_unprotected) {
        json_object_set_new(json, "accepted", json_string("spill"));
    }
    json_object_set_new(json, "identity", json_of_identity(v));
    return json;
}

void verdict_print_json(const struct verdict *verdict, struct errs *errs)
{
    json_t *json = json_of(verdict, errs);
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

bool verdict_certify(const struct verdict *verdict, struct errs *errs)
{
    FILE *file = fopen(verdict->certificate, "w");
    json_t *json = json_of(verdict, errs);
    bool written = file != NULL && json_dumpf(json, file, JSON_INDENT(2)) == 0;
    written = written && fputc('\n', file) != EOF;
    written = (file == NULL || fclose(file) == 0) && written;
    if (!written) {
        fprintf(stderr, "dnsctl policy verify: cannot write '%s': %s\n", verdict->certificate,
                strerror(errno));
    }
    json_decref(json);
    return written;
}
