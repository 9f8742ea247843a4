/* SPDX-License-Identifier: Apache-2.0 */
/* Every word that CoreDNS knows, in its order of execution (corefile.md §4). */
#include "base/attr.h"
#include "plugin/words.h"

static const struct plugin table[] = {
    {"root", PLUGIN_BUILT, false, NULL, root_read, NULL},
    {"metadata", PLUGIN_LATER, true, "it is not built yet; remove the line", NULL, NULL},
    {"geoip", PLUGIN_LATER, true, "it is not built yet; remove the line", NULL, NULL},
    {"bufsize", PLUGIN_BUILT, false, NULL, bufsize_read, NULL},
    {"bind", PLUGIN_BUILT, true, NULL, bind_read, NULL},
    {"file", PLUGIN_BUILT, true, NULL, file_read, NULL},
    {"whoami", PLUGIN_BUILT, false, NULL, whoami_read, NULL},
};

const struct plugin *plugin_all(size_t *count)
{
    *count = ARRAY_LEN(table);
    return table;
}
