/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/moment.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400 };

/* Read exactly `digits` digits as a number from min to max, and move past them. */
static bool read_number(const char **text, int digits, int min, int max, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9') {
            return false;
        }
        value = value * 10 + (**text - '0');
    }
    *out = value;
    return value >= min && value <= max;
}

static bool read_char(const char **text, char upper)
{
    bool ok = **text == upper || (upper >= 'A' && **text == upper + 'a' - 'A');
    *text += ok;
    return ok;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of a date from year 1 on: whole years before it, then months. */
static int64_t days_of(int year, int month, int day)
{
    int64_t before = year - 1;
    int64_t days = before * 365 + before / 4 - before / 100 + before / 400;
    for (int i = 1; i < month; i++) {
        days += days_in(year, i);
    }
    return days + day - 1 - 719162; /* days from 0001-01-01 to 1970-01-01 */
}

static bool read_date(const char **text, int64_t *out_s)
{
    int year;
    int month;
    int day;
    if (!read_number(text, 4, 1, 9999, &year) || !read_char(text, '-') ||
        !read_number(text, 2, 1, 12, &month) || !read_char(text, '-') ||
        !read_number(text, 2, 1, days_in(year, month), &day)) {
        return false;
    }
    *out_s = days_of(year, month, day) * DAY_S;
    return true;
}

static bool read_time(const char **text, int64_t *out_s)
{
    int hour;
    int minute;
    int second;
    if (!read_number(text, 2, 0, 23, &hour) || !read_char(text, ':') ||
        !read_number(text, 2, 0, 59, &minute) || !read_char(text, ':') ||
        !read_number(text, 2, 0, 60, &second)) {
        return false;
    }
    if (read_char(text, '.')) {
        size_t digits = strspn(*text, "0123456789");
        *text += digits;
        if (digits == 0) {
            return false;
        }
    }
    *out_s = hour * 3600 + minute * 60 + second;
    return true;
}

/* How far the local time is ahead of UTC. */
static bool read_offset(const char **text, int64_t *out_s)
{
    int hour;
    int minute;
    if (read_char(text, 'Z')) {
        *out_s = 0;
        return true;
    }
    bool behind = **text == '-';
    if ((!read_char(text, '+') && !read_char(text, '-')) || !read_number(text, 2, 0, 23, &hour) ||
        !read_char(text, ':') || !read_number(text, 2, 0, 59, &minute)) {
        return false;
    }
    int64_t offset_s = hour * 3600 + minute * 60;
    *out_s = behind ? -offset_s : offset_s;
    return true;
}

bool moment_parse(const char *text, int64_t *out_s)
{
    int64_t date_s;
    int64_t time_s = 0;
    int64_t offset_s = 0;
    if (!read_date(&text, &date_s)) {
        return false;
    }
    if (*text != '\0' &&
        (!read_char(&text, 'T') || !read_time(&text, &time_s) || !read_offset(&text, &offset_s))) {
        return false;
    }
    if (*text != '\0') {
        return false;
    }
    *out_s = date_s + time_s - offset_s;
    return true;
}

const char *moment_format(int64_t moment_s, char *out)
{
    time_t when = (time_t)moment_s;
    struct tm parts = {0};
    gmtime_r(&when, &parts);
    const char *format = moment_s % DAY_S == 0 ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ";
    if (strftime(out, MOMENT_TEXT_SIZE, format, &parts) == 0) {
        out[0] = '\0';
    }
    return out;
}
