/* SPDX-License-Identifier: Apache-2.0 */
/* What every fuzz target defines: libFuzzer calls it, or replay.c does. */
#ifndef DNSD_TESTS_FUZZ_FUZZ_H
#define DNSD_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** Feed one input to the reader under test. Returns 0; a fault crashes the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
