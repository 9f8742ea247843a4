/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/place.h"

#include "geo/country.h"

#include <string.h>

enum { PATH_MAX_KEYS = 5, SUBDIVISIONS_MAX = 4 };

/* The same thing has up to two paths: nested as MaxMind has it, flat as the npm packages do. */
struct paths {
    const char *nested[PATH_MAX_KEYS];
    const char *flat[2];
};

static struct bytes read_text(const struct mmdb *db, uint32_t record, const struct paths *paths)
{
    struct bytes text = {0};
    if (!mmdb_text(db, record, paths->nested, &text) && paths->flat[0] != NULL) {
        mmdb_text(db, record, paths->flat, &text);
    }
    return text;
}

static bool read_flag(const struct mmdb *db, uint32_t record, const char *const *path)
{
    uint64_t value;
    return mmdb_number(db, record, path, &value) && value == 1;
}

static void copy_code(struct bytes text, bool (*is_code)(const char *), char out[3])
{
    char code[3] = "";
    if (text.len == 2) {
        memcpy(code, text.at, 2);
        memcpy(out, is_code(code) ? code : "", is_code(code) ? 3 : 1);
    }
}

static void read_codes(const struct mmdb *db, uint32_t record, struct place *out)
{
    static const struct paths country = {{"country", "iso_code"}, {"country_code"}};
    static const struct paths continent = {{"continent", "code"}, {NULL}};
    static const struct paths registered = {{"registered_country", "iso_code"}, {NULL}};
    static const struct paths represented = {{"represented_country", "iso_code"}, {NULL}};
    static const char *const anycast[] = {"traits", "is_anycast", NULL};
    static const char *const in_eu[] = {"country", "is_in_european_union", NULL};

    copy_code(read_text(db, record, &registered), country_is, out->registered);
    copy_code(read_text(db, record, &represented), country_is, out->represented);
    out->is_anycast = read_flag(db, record, anycast);
    if (out->is_anycast) {
        return;
    }
    copy_code(read_text(db, record, &country), country_is, out->country);
    copy_code(read_text(db, record, &continent), country_is_continent, out->continent);
    if (out->continent[0] == '\0' && out->country[0] != '\0') {
        memcpy(out->continent, country_continent(out->country), 3);
    }
    out->in_eu = out->country[0] != '\0' && read_flag(db, record, in_eu);
}

static void read_names(const struct mmdb *db, uint32_t record, struct place *out)
{
    static const struct paths country = {{"country", "names", "en"}, {NULL}};
    static const struct paths continent = {{"continent", "names", "en"}, {NULL}};
    static const struct paths city = {{"city", "names", "en"}, {"city"}};
    static const struct paths postal = {{"postal", "code"}, {"postcode"}};
    static const struct paths time_zone = {{"location", "time_zone"}, {"timezone"}};

    if (out->country[0] != '\0') {
        out->country_name = read_text(db, record, &country);
    }
    if (out->continent[0] != '\0') {
        out->continent_name = read_text(db, record, &continent);
    }
    out->city = read_text(db, record, &city);
    out->postal = read_text(db, record, &postal);
    out->time_zone = read_text(db, record, &time_zone);
}

static void read_location(const struct mmdb *db, uint32_t record, struct place *out)
{
    static const char *const nested[][3] = {{"location", "latitude"}, {"location", "longitude"}};
    static const char *const flat[][2] = {{"latitude"}, {"longitude"}};
    double latitude;
    double longitude;
    bool found =
        (mmdb_real(db, record, nested[0], &latitude) &&
         mmdb_real(db, record, nested[1], &longitude)) ||
        (mmdb_real(db, record, flat[0], &latitude) && mmdb_real(db, record, flat[1], &longitude));
    if (found && latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180) {
        out->has_location = true;
        out->latitude = latitude;
        out->longitude = longitude;
    }
}

/* "ENG" and "WBK" of "subdivisions" become "ENG,WBK"; a code is at most 3 letters and digits. */
static void read_subdivisions(const struct mmdb *db, uint32_t record, struct place *out)
{
    static const char *const numbers[SUBDIVISIONS_MAX] = {"0", "1", "2", "3"};
    size_t len = 0;
    for (size_t i = 0; i < SUBDIVISIONS_MAX; i++) {
        const char *const path[] = {"subdivisions", numbers[i], "iso_code", NULL};
        struct bytes code;
        if (!mmdb_text(db, record, path, &code) || code.len == 0 || code.len > 3) {
            return;
        }
        if (len > 0) {
            out->subdivisions[len++] = ',';
        }
        memcpy(out->subdivisions + len, code.at, code.len);
        len += code.len;
    }
}

static void read_asn(const struct mmdb *db, uint32_t record, struct place *out)
{
    static const char *const number[] = {"autonomous_system_number", NULL};
    static const char *const org[] = {"autonomous_system_organization", NULL};
    uint64_t value;
    if (mmdb_number(db, record, number, &value) && value <= UINT32_MAX) {
        out->asn = (uint32_t)value;
        mmdb_text(db, record, org, &out->asn_org);
    }
}

/*
 * What Anonymous-IP says of ranges that carry other people's traffic. Hosting alone does not count:
 * resolvers live there; but something anonymous that is nothing else is (relays have no flag).
 */
static bool read_anonymous(const struct mmdb *db, uint32_t record)
{
    static const char *const carriers[][2] = {
        {"is_anonymous_vpn"}, {"is_public_proxy"}, {"is_residential_proxy"}, {"is_tor_exit_node"}};
    static const char *const any[] = {"is_anonymous", NULL};
    static const char *const hosting[] = {"is_hosting_provider", NULL};
    for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++) {
        if (read_flag(db, record, carriers[i])) {
            return true;
        }
    }
    return read_flag(db, record, any) && !read_flag(db, record, hosting);
}

void place_read(const struct mmdb *db, uint32_t record, struct place *out)
{
    *out = (struct place){0};
    if (record == 0) {
        return;
    }
    read_codes(db, record, out);
    read_asn(db, record, out);
    out->is_anonymous = read_anonymous(db, record);
    read_names(db, record, out);
    read_location(db, record, out);
    read_subdivisions(db, record, out);
}
