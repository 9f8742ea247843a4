# SPDX-License-Identifier: Apache-2.0
"""Name servers to measure: their configuration, data and processes."""
