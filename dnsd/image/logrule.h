/* SPDX-License-Identifier: Apache-2.0 */
/* `log` in the image: which replies get a line, and what the line says. */
#ifndef DNSD_IMAGE_LOGRULE_H
#define DNSD_IMAGE_LOGRULE_H

#include "image/layout.h"

#include <stdint.h>

/* Classes of replies, as bits. Source: CoreDNS's plugin/pkg/response. */
enum { LOGRULE_SUCCESS = 1, LOGRULE_DENIAL = 2, LOGRULE_ERROR = 4, LOGRULE_ALL = 7 };

enum { LOGRULE_CLIENT_FULL = 1 /* the client's whole address and its port */ };

/* One `log` directive of a block. The first whose names hold the question's decides. */
struct image_log_rule {
    struct range_ref names;  /* SECTION_NAME: at or below these */
    struct range_ref format; /* SECTION_LOG_PART: the line without its end */
    uint32_t classes;        /* LOGRULE_SUCCESS | ... */
    uint32_t flags;          /* LOGRULE_CLIENT_FULL */
};

/* All rules of a block: an element of SECTION_LOG. */
struct image_log {
    struct range_ref rules; /* SECTION_LOG_RULE */
};

/* A piece of a line. */
enum log_part_kind {
    LOG_PART_TEXT, /* as it stands in `text` */
    LOG_PART_TYPE,
    LOG_PART_NAME,
    LOG_PART_CLASS,
    LOG_PART_PROTO,
    LOG_PART_REMOTE,
    LOG_PART_LOCAL,
    LOG_PART_SIZE,
    LOG_PART_PORT,
    LOG_PART_DURATION,
    LOG_PART_RCODE,
    LOG_PART_RSIZE,
    LOG_PART_RFLAGS,
    LOG_PART_BUFSIZE,
    LOG_PART_DO,
    LOG_PART_ID,
    LOG_PART_OPCODE,
    LOG_PART_LABEL, /* metadata: `label` */
    LOG_PART_KINDS
};

struct image_log_part {
    uint32_t kind; /* enum log_part_kind */
    struct blob_ref text;
    uint32_t label; /* SECTION_LABEL */
};

#endif
