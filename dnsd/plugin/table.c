/* SPDX-License-Identifier: Apache-2.0 */
/* Every word that CoreDNS knows, in its order of execution, and what dnsd makes of it. */
#include "base/attr.h"
#include "plugin/words.h"

static const char no_forwarding[] =
    "dnsd is authoritative only, and an open forwarder would break residency; remove the line and "
    "run a resolver for recursion";
static const char not_built[] = "it is not built yet; remove the line";
static const char other_source[] =
    "dnsd serves zone files and policies only; export the data to a zone file and write `file`";
static const char stub_transport[] =
    "it is a transport between clients and resolvers; serve plain DNS and put a resolver in front";

static const struct plugin table[] = {
    {"root", PLUGIN_BUILT, false, NULL, root_read, NULL},
    {"metadata", PLUGIN_BUILT, false, NULL, metadata_read, NULL},
    {"geoip", PLUGIN_BUILT, false, NULL, geoip_read, geoip_finish},
    {"cancel", PLUGIN_IGNORED, true, "answers come from memory and need no time limit", NULL, NULL},
    {"proxyproto", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"quic", PLUGIN_REFUSED, true, stub_transport, NULL, NULL},
    {"grpc_server", PLUGIN_REFUSED, true, stub_transport, NULL, NULL},
    {"https", PLUGIN_REFUSED, true, stub_transport, NULL, NULL},
    {"https3", PLUGIN_REFUSED, true, stub_transport, NULL, NULL},
    {"timeouts", PLUGIN_BUILT, false, NULL, timeouts_read, NULL},
    {"multisocket", PLUGIN_BUILT, false, NULL, multisocket_read, NULL},
    {"reload", PLUGIN_BUILT, false, NULL, reload_read, NULL},
    {"nsid", PLUGIN_BUILT, false, NULL, nsid_read, NULL},
    {"bufsize", PLUGIN_BUILT, false, NULL, bufsize_read, NULL},
    {"bind", PLUGIN_BUILT, true, NULL, bind_read, NULL},
    {"debug", PLUGIN_BUILT, false, NULL, debug_read, NULL},
    {"trace", PLUGIN_IGNORED, true, "there is no tracer to send spans to", NULL, NULL},
    {"ready", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"health", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"pprof", PLUGIN_IGNORED, true, "it profiles Go programs; use perf", NULL, NULL},
    {"shed", PLUGIN_IGNORED, true, "UDP writes never queue up here", NULL, NULL},
    {"prometheus", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"errors", PLUGIN_BUILT, false, NULL, errors_read, NULL},
    {"log", PLUGIN_BUILT, true, NULL, log_read, log_finish},
    {"dnstap", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"local", PLUGIN_BUILT, false, NULL, localhost_read, NULL},
    {"dns64", PLUGIN_REFUSED, true, "it is a resolver's work; configure it there", NULL, NULL},
    {"any", PLUGIN_BUILT, false, NULL, any_read, NULL},
    {"chaos", PLUGIN_BUILT, false, NULL, chaos_read, NULL},
    {"loadbalance", PLUGIN_BUILT, false, NULL, loadbalance_read, NULL},
    {"tsig", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"rewrite", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"autopath", PLUGIN_REFUSED, true, no_forwarding, NULL, NULL},
    {"acl", PLUGIN_BUILT, true, NULL, acl_read, acl_finish},
    {"cache", PLUGIN_BUILT, false, NULL, cache_read, NULL},
    {"header", PLUGIN_BUILT, true, NULL, header_read, NULL},
    {"dnssec", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"tls", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"minimal", PLUGIN_BUILT, false, NULL, minimal_read, NULL},
    {"template", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"transfer", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"residency", PLUGIN_BUILT, false, NULL, residency_read, residency_finish},
    {"hosts", PLUGIN_BUILT, false, NULL, hosts_read, NULL},
    {"route53", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"azure", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"clouddns", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"k8s_external", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"kubernetes", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"file", PLUGIN_BUILT, true, NULL, file_read, NULL},
    {"auto", PLUGIN_BUILT, true, NULL, auto_read, NULL},
    {"secondary", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"etcd", PLUGIN_REFUSED, true, other_source, NULL, NULL},
    {"loop", PLUGIN_IGNORED, true, "it looks for forwarding loops, and nothing forwards", NULL,
     NULL},
    {"forward", PLUGIN_REFUSED, true, no_forwarding, NULL, NULL},
    {"grpc", PLUGIN_REFUSED, true, no_forwarding, NULL, NULL},
    {"erratic", PLUGIN_BUILT, false, NULL, erratic_read, NULL},
    {"whoami", PLUGIN_BUILT, false, NULL, whoami_read, NULL},
    {"on", PLUGIN_REFUSED, true, "running commands from a name server is a risk; use systemd units",
     NULL, NULL},
    {"sign", PLUGIN_LATER, true, not_built, NULL, NULL},
    {"view", PLUGIN_BUILT, false, NULL, view_read, NULL},
    {"nomad", PLUGIN_REFUSED, true, other_source, NULL, NULL},
};

const struct plugin *plugin_all(size_t *count)
{
    *count = ARRAY_LEN(table);
    return table;
}
