/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the compiler attributes that the code uses, so that no other file spells them. */
#ifndef DNSD_BASE_ATTR_H
#define DNSD_BASE_ATTR_H

#if defined(__GNUC__)
#define ATTR_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#define ATTR_MALLOC __attribute__((malloc, returns_nonnull))
#define ATTR_PACKED __attribute__((packed))
#define ATTR_NOINLINE __attribute__((noinline))
#define ATTR_FLATTEN __attribute__((flatten)) /* inlines what it calls, but ATTR_NOINLINE */
#define ATTR_VECTOR(octets) __attribute__((vector_size(octets)))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define ATTR_PRINTF(format_index, first)
#define ATTR_MALLOC
#define ATTR_PACKED
#define ATTR_NOINLINE
#define ATTR_FLATTEN
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#endif

/* Whether this build runs under a sanitizer that maps more memory than there is. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ATTR_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ATTR_SANITIZED 1
#else
#define ATTR_SANITIZED 0
#endif
#else
#define ATTR_SANITIZED 0
#endif

/* Number of elements of an array (not of a pointer). */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
