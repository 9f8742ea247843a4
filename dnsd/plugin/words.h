/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the Corefile: their read and finish functions, one file each (plugin/plugin.h). */
#ifndef DNSD_PLUGIN_WORDS_H
#define DNSD_PLUGIN_WORDS_H

#include "plugin/plugin.h"

/** acl [ZONES...] { allow|block|filter|drop [type TYPE...] [net NETWORK...] } */
bool acl_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);
bool acl_finish(struct plugin_load *load, struct plugin_block *block);

/** any */
bool any_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** auto [ZONES...] { directory DIRECTORY [PATTERN ZONE]; reload DURATION } */
bool auto_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** bind ADDRESS|INTERFACE... { except ADDRESS|INTERFACE... } */
bool bind_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** bufsize [OCTETS] */
bool bufsize_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** cache [TTL] [ZONES...] { ... }: checked, without effect */
bool cache_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** chaos [VERSION] [AUTHORS...] */
bool chaos_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** debug */
bool debug_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** errors [stdout] { stacktrace } */
bool errors_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** erratic { drop [NUMBER]; truncate [NUMBER]; large } */
bool erratic_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** file FILE [ZONES...] { reload, reload_by_mtime, fallthrough [ZONES...] } */
bool file_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** geoip DATABASE [IPV6-DATABASE] { CODE target NAME|ADDRESS...; ttl; names; ecs-from; edns-subnet
 * } */
bool geoip_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);
bool geoip_finish(struct plugin_load *load, struct plugin_block *block);

/** header { query|response set|clear aa|ra|rd... } */
bool header_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** metadata [ZONES...] */
bool metadata_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);
/** hosts [FILE [ZONES...]] { ADDRESS NAMES...; ttl; no_reverse; reload; fallthrough [ZONES...];
 * fallthrough_unsupported } */
bool hosts_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** loadbalance [round_robin | weighted FILE] { reload DURATION; prefer NETWORK... } */
bool loadbalance_read(struct plugin_load *load, struct plugin_block *block,
                      const struct node *node);

/** local { localhost_prefix on|off } */
bool localhost_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** log [NAMES...] [FORMAT] { class CLASS...; client full|prefix } */
bool log_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);
bool log_finish(struct plugin_load *load, struct plugin_block *block);

/** minimal */
bool minimal_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** multisocket [NUMBER] */
bool multisocket_read(struct plugin_load *load, struct plugin_block *block,
                      const struct node *node);

/** nsid [DATA...] */
bool nsid_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** reload [INTERVAL] [JITTER] */
bool reload_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** residency FILE { edns-subnet; identity on|off } */
bool residency_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);
bool residency_finish(struct plugin_load *load, struct plugin_block *block);

/** root PATH */
bool root_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** timeouts { read|write|idle DURATION; maxtcpqueries NUMBER } */
bool timeouts_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** view NAME { expr EXPRESSION... } */
bool view_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

/** whoami */
bool whoami_read(struct plugin_load *load, struct plugin_block *block, const struct node *node);

#endif
