/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/identity.h"

#include "base/attr.h"

/* A database of the policy, and where it stands. */
struct source {
    const char *word;
    const struct database *db;
};

enum { SOURCES = 3 };

static void list_sources(const struct atlas_data *data, struct source out[SOURCES])
{
    out[0] = (struct source){.word = "country", .db = data->country};
    out[1] = (struct source){.word = "asn", .db = data->asn};
    out[2] = (struct source){.word = "anonymous", .db = data->anonymous};
}

/* The database that the i-th file is of; *i becomes its number there. NULL past the last. */
static const struct source *source_of(const struct source *sources, size_t *i)
{
    for (size_t s = 0; s < SOURCES; s++) {
        for (size_t file = 0; sources[s].db != NULL && database_facts(sources[s].db, file) != NULL;
             file++) {
            if (*i == 0) {
                *i = file;
                return &sources[s];
            }
            (*i)--;
        }
    }
    return NULL;
}

char *identity_policy(const struct policy *policy, char *out)
{
    return digest_of_all(policy->texts, policy->nfiles, out);
}

size_t identity_files(const struct atlas_data *data, struct identity_file out[IDENTITY_FILES_MAX])
{
    struct source sources[SOURCES];
    size_t count = 0;
    list_sources(data, sources);
    for (; count < IDENTITY_FILES_MAX; count++) {
        size_t file = count;
        const struct source *source = source_of(sources, &file);
        if (source == NULL) {
            break;
        }
        const struct mmdb_facts *facts = database_facts(source->db, file);
        out[count] = (struct identity_file){.word = source->word,
                                            .path = facts->path,
                                            .type = facts->type,
                                            .built_s = (int64_t)facts->built_s};
    }
    return count;
}

char *identity_file_digest(const struct atlas_data *data, size_t i, char *out)
{
    struct source sources[SOURCES];
    size_t file = i;
    list_sources(data, sources);
    const struct source *source = source_of(sources, &file);
    struct bytes octets = {.at = NULL};
    return digest_of(source == NULL ? octets : database_octets(source->db, file), out);
}

int64_t identity_built_s(const struct atlas_data *data)
{
    struct identity_file files[IDENTITY_FILES_MAX];
    size_t count = identity_files(data, files);
    int64_t oldest_s = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        oldest_s = files[i].built_s < oldest_s ? files[i].built_s : oldest_s;
    }
    return oldest_s;
}
