/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences, figures and times for a reader of another language and zone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <string.h>
#include <time.h>
#include "base/attr.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/words.h"
#include "base/zone.h"

static struct arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    words_use(NULL);
    zone_use(NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static int64_t moment(int year, int month, int day, int hour, int minute)
{
    struct tm tm = { .tm_year = year - 1900,
                     .tm_mon = month - 1,
                     .tm_mday = day,
                     .tm_hour = hour,
                     .tm_min = minute };
    return (int64_t)timegm(&tm) * 1000000;
}

static void a_zone_is_one_of_the_list(void **state)
{
    static const char *const not [] = { "",          "Europe/",       "/etc/passwd",
                                        ":UTC",      "europe/berlin", "../../etc/passwd",
                                        "CET-1CEST", "Mars/Base" };
    size_t count = 0;
    const char *const *names = zone_names(&count);
    (void)state;
    assert_true(count > 300);
    for (size_t i = 0; i + 1 < count; i++)
        assert_true(strcmp(names[i], names[i + 1]) < 0);
    for (size_t i = 0; i < countof(not ); i++) {
        assert_non_null(check_time_zone(not [i]));
        zone_use(not [i]);
        assert_string_equal(zone_in_use(), "UTC");
    }
    assert_null(check_time_zone("Europe/Berlin"));
    assert_null(check_time_zone("UTC"));
}

static void clocks_go_forward_and_back(void **state)
{
    static const struct {
        const char *zone;
        int month, day, hour, minute; /* of 2024 in UTC */
        const char *there;
    } cases[] = {
        { "UTC", 3, 31, 1, 0, "31 Mar 2024 01:00" },
        { "Europe/Berlin", 3, 31, 0, 59, "31 Mar 2024 01:59" },
        { "Europe/Berlin", 3, 31, 1, 0, "31 Mar 2024 03:00" },
        { "Europe/Berlin", 10, 27, 0, 59, "27 Oct 2024 02:59" }, /* in summer time */
        { "Europe/Berlin", 10, 27, 1, 0, "27 Oct 2024 02:00" },  /* once more */
        { "Europe/Berlin", 12, 31, 23, 0, "1 Jan 2025 00:00" },
        { "America/New_York", 3, 10, 6, 59, "10 Mar 2024 01:59" },
        { "America/New_York", 3, 10, 7, 0, "10 Mar 2024 03:00" },
        { "America/New_York", 1, 1, 4, 59, "31 Dec 2023 23:59" },
        { "Asia/Kathmandu", 6, 1, 0, 0, "1 Jun 2024 05:45" },
        { "Australia/Lord_Howe", 4, 6, 15, 0, "7 Apr 2024 01:30" }, /* half an hour back */
        { "Pacific/Kiritimati", 6, 1, 12, 0, "2 Jun 2024 02:00" },
        { "UTC", 10, 27, 1, 0, "27 Oct 2024 01:00" }, /* nothing is left of the zone before */
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        zone_use(cases[i].zone);
        assert_string_equal(zone_in_use(), cases[i].zone);
        int64_t at = moment(2024, cases[i].month, cases[i].day, cases[i].hour, cases[i].minute);
        assert_string_equal(clock_words(arena, at), cases[i].there);
        assert_non_null(strstr(clock_iso(arena, at), "+00:00")); /* machines read UTC */
    }
}

static void what_is_typed_is_read_in_the_readers_zone(void **state)
{
    static const struct {
        const char *zone;
        const char *typed;
        const char *begin; /* in UTC; NULL: it is no time */
        int64_t lasts;     /* in seconds */
    } cases[] = {
        { "UTC", "2026-01-01", "2026-01-01T00:00:00+00:00", 86400 },
        { "Europe/Berlin", "2026-01-01", "2025-12-31T23:00:00+00:00", 86400 },
        { "Europe/Berlin", "2026-01-01T00:59", "2025-12-31T23:59:00+00:00", 60 },
        { "Europe/Berlin", "2026-01-01 01:00:59", "2026-01-01T00:00:59+00:00", 1 },
        { "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00+00:00", 23 * 3600 },
        { "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00+00:00", 25 * 3600 },
        { "America/New_York", "2026-07-01", "2026-07-01T04:00:00+00:00", 86400 },
        { "America/New_York", "1970-01-01", "1970-01-01T05:00:00+00:00", 86400 },
        { "Europe/Berlin", "1970-01-01", NULL, 0 }, /* it begins before moments do */
        { "UTC", "2026-02-30", NULL, 0 },
        { "UTC", "2026-01-01T24:00", NULL, 0 },
        { "UTC", "2026-01-01T14", NULL, 0 },
        { "UTC", "2026-01-01T14:30:60", NULL, 0 },
        { "UTC", "2026-01-01T14:30:00Z", NULL, 0 },
        { "UTC", "2026-1-1", NULL, 0 },
        { "UTC", "", NULL, 0 },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        int64_t begin = 0;
        int64_t end = 0;
        zone_use(cases[i].zone);
        assert_int_equal(zone_read(cases[i].typed, &begin, &end), cases[i].begin != NULL);
        if (!cases[i].begin)
            continue;
        assert_string_equal(clock_iso(arena, begin), cases[i].begin);
        assert_int_equal((end - begin) / 1000000, cases[i].lasts);
    }
}

static void this_year_goes_without_saying(void **state)
{
    struct tm now;
    (void)state;
    zone_civil(clock_now(), &now);
    assert_string_equal(clock_words(arena, moment(now.tm_year + 1900, 11, 23, 21, 30)),
                        "23 Nov 21:30");
}

static void a_second_belongs_to_its_minute(void **state)
{
    (void)state;
    assert_string_equal(clock_seconds_words(arena, moment(2026, 1, 1, 21, 30) + 5129999),
                        "21:30:05.12");
    assert_string_equal(clock_seconds_words(arena, moment(2026, 1, 1, 21, 30) + 59999999),
                        "21:30:59.99");
}

static void durations_are_short(void **state)
{
    static const struct {
        int64_t us;
        const char *words;
    } cases[] = {
        { 0, "0.00 s" },        { 14999, "0.01 s" },
        { 99999, "0.10 s" },    { 1849999, "1.8 s" },
        { 99900000, "99.9 s" }, { 100000000, "1 min" },
        { 240000000, "4 min" }, { INT64_C(90000000000), "1,500 min" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++)
        assert_string_equal(clock_took(arena, cases[i].us), cases[i].words);
    assert_string_equal(clock_brief(arena, 0), "0.0 ms");
    assert_string_equal(clock_brief(arena, 4190), "4.1 ms");
    assert_string_equal(clock_brief(arena, 99999), "99 ms");
    assert_string_equal(clock_brief(arena, 100000), "0.1 s");
}

struct figure_case {
    int64_t n;
    const char *words;
};

static void check_figures(int (*put)(char *, int64_t), const struct figure_case *cases,
                          size_t count)
{
    char buf[FIGURE];
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(put(buf, cases[i].n), strlen(cases[i].words));
        assert_string_equal(buf, cases[i].words);
    }
}

static void figures_have_their_groups(void **state)
{
    static const struct figure_case numbers[] = {
        { 0, "0" },
        { 999, "999" },
        { 1284, "1,284" },
        { 1234567, "1,234,567" },
        { -1000, "-1,000" },
        { INT64_MAX, "9,223,372,036,854,775,807" },
        { INT64_MIN, "-9,223,372,036,854,775,808" },
    };
    static const struct figure_case sizes[] = {
        { 0, "0 B" },
        { 1023, "1,023 B" },
        { 1024, "1 KB" },
        { 1536, "1.5 KB" },
        { INT64_C(512) << 20, "512 MB" },
        { (INT64_C(1) << 30) - 1, "1,024 MB" },
        { INT64_C(3) << 29, "1.5 GB" },
        { INT64_C(10) << 30, "10 GB" },
        { INT64_C(2) << 40, "2 TB" },
        { INT64_MAX, "8 EB" },
        { INT64_MIN, "-8 EB" },
    };
    static const struct figure_case prices[] = {
        { 3200000, "€3.20" },
        { 50000, "€0.05" },
        { 4999, "€0.00" },
        { 5000, "€0.01" },
        { 999995000, "€1,000.00" },
        { -1500000, "-€1.50" },
        { INT64_MAX, "€9,223,372,036,854.78" },
        { INT64_MIN, "-€9,223,372,036,854.78" },
    };
    char buf[FIGURE];
    (void)state;
    check_figures(figure_number, numbers, countof(numbers));
    check_figures(figure_bytes, sizes, countof(sizes));
    check_figures(figure_money, prices, countof(prices));
    assert_int_equal(figure_decimal(buf, INT64_MIN, 6), strlen("-9,223,372,036,854.775808"));
    assert_string_equal(buf, "-9,223,372,036,854.775808");
    figure_decimal(buf, 5, 2);
    assert_string_equal(buf, "0.05");
}

static void what_was_measured_has_three_digits(void **state)
{
    static const struct figure_case threes[] = {
        { 0, "0.00" },     { 4, "0.00" },     { 5, "0.01" },
        { 1520, "1.52" },  { 9994, "9.99" },  { 12345, "12.3" },
        { 99949, "99.9" }, { 840000, "840" }, { 1234567, "1,235" },
    };
    static const struct figure_case rates[] = { { 840000, "840 /s" }, { 50, "0.05 /s" } };
    static const struct figure_case byte_rates[] = {
        { 0, "0 B/s" },
        { 999, "999 B/s" },
        { 1000, "1.00 kB/s" },
        { 999499, "999 kB/s" },
        { 999500, "1.00 MB/s" },
        { 12345678, "12.3 MB/s" },
        { INT64_C(5000000000000000), "5,000 TB/s" },
    };
    char buf[FIGURE];
    (void)state;
    check_figures(figure_three, threes, countof(threes));
    check_figures(figure_rate, rates, countof(rates));
    check_figures(figure_byte_rate, byte_rates, countof(byte_rates));
    words_use("de");
    figure_byte_rate(buf, 12345678);
    assert_string_equal(buf, "12,3 MB/s");
    words_use(NULL);
}

/* It is read again by parse_bytes() and parse_money(). */
static void what_is_typed_is_plain_and_whole(void **state)
{
    static const struct figure_case sizes[] = {
        { 0, "0" },
        { 1023, "1023" },
        { INT64_C(1536) << 20, "1536 MB" },
        { INT64_C(4) << 30, "4 GB" },
        { INT64_C(2) << 50, "2 PB" },
    };
    static const struct figure_case prices[] = {
        { 2900000, "2.90" },
        { 3973, "0.003973" },
        { 1234500000, "1234.50" },
        { -1500000, "-1.50" },
    };
    (void)state;
    words_use("de");
    check_figures(figure_typed_bytes, sizes, countof(sizes));
    check_figures(figure_typed_money, prices, countof(prices));
    words_use(NULL);
    assert_string_equal(figure_words(arena, figure_bytes, 1536), "1.5 KB");
}

static void a_browser_is_given_what_there_is(void **state)
{
    static const struct {
        const char *header, *code;
    } cases[] = {
        { NULL, "en" },
        { "", "en" },
        { "de", "de" },
        { "DE-at", "de" },
        { "de-AT,de;q=0.9,en;q=0.8", "de" },
        { "en-GB, de;q=0.5", "en" },
        { "fr, de;q=0.7, en;q=0.8", "en" },
        { "fr, de;q=0.85, en;q=0.8", "de" },
        { "fr", "en" },
        { "*", "en" },
        { "de;q=0", "en" },
        { "den", "en" },
        { "fr;q=0.9,*;q=0.1,de;q=0.2", "de" },
        { ";;q=,,,de ;q=1", "de" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++)
        assert_string_equal(words_accepted(cases[i].header), cases[i].code);
}

static void a_language_is_one_of_the_list(void **state)
{
    size_t count = 0;
    const struct language *all = words_languages(&count);
    (void)state;
    assert_true(count >= 2);
    assert_string_equal(all[0].code, "en");
    assert_string_equal(all[0].name, "English");
    assert_string_equal(all[1].code, "de");
    assert_string_equal(all[1].name, "Deutsch");
    assert_null(check_language("de"));
    assert_null(check_language("en"));
    assert_non_null(check_language("xx"));
    assert_non_null(check_language(""));
    words_use("xx");
    assert_string_equal(words_in_use(), "en");
    words_use("de");
    assert_string_equal(words_in_use(), "de");
}

static void names_are_filled(void **state)
{
    static const struct words_value values[] = { { "a", "one" }, { "b", "{{a}}" } };
    static const struct {
        const char *sentence, *words;
    } cases[] = {
        { "", "" },
        { "plain", "plain" },
        { "{{a}}", "one" },
        { "{{b}} {{a}}", "{{a}} one" },
        { "{{c}}x", "x" },
        { "{{a", "{{a" },
        { "12345678901{{a}}", "" }, /* what does not fit */
    };
    char buf[12];
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        size_t n = words_fill(buf, sizeof(buf), cases[i].sentence, values, countof(values));
        assert_string_equal(buf, cases[i].words);
        assert_int_equal(n, strlen(cases[i].words));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_zone_is_one_of_the_list),
        TEST(clocks_go_forward_and_back),
        TEST(what_is_typed_is_read_in_the_readers_zone),
        TEST(this_year_goes_without_saying),
        TEST(a_second_belongs_to_its_minute),
        TEST(durations_are_short),
        TEST(figures_have_their_groups),
        TEST(what_was_measured_has_three_digits),
        TEST(what_is_typed_is_plain_and_whole),
        TEST(a_browser_is_given_what_there_is),
        TEST(a_language_is_one_of_the_list),
        TEST(names_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
