/* SPDX-License-Identifier: Apache-2.0 */
/* What cron's words mean, and when they come next: by zone, over both changes of the clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <string.h>
#include <time.h>
#include "base/attr.h"
#include "base/cron.h"
#include "base/zone.h"

#define MINUTE (INT64_C(60) * 1000000)

/* "2026-03-29 01:00" of UTC */
static int64_t utc(const char *text)
{
    int64_t moment = 0;
    int64_t end = 0;
    zone_use(NULL);
    assert_true(zone_read(text, &moment, &end));
    return moment;
}

static const char *words(int64_t moment, char buf[32])
{
    time_t t = (time_t)(moment / 1000000);
    struct tm tm;
    gmtime_r(&t, &tm);
    strftime(buf, 32, "%Y-%m-%d %H:%M:%S", &tm);
    return buf;
}

/* Text, zone, after, and what follows one after another; all moments in UTC. */
static const struct {
    const char *cron;
    const char *zone;
    const char *after;
    const char *next[4]; /* up to NULL; "" where there is none any more */
} comes[] = {
    { "* * * * *", "UTC", "2026-01-01 00:00", { "2026-01-01 00:01", "2026-01-01 00:02" } },
    { "5 4 * * *", "UTC", "2026-12-31 04:05", { "2027-01-01 04:05", "2027-01-02 04:05" } },
    { "*/20 9-10 * * *", "UTC", "2026-01-01 09:30",
      { "2026-01-01 09:40", "2026-01-01 10:00", "2026-01-01 10:20" } },
    { "10-30/10,59 0 * * *", "UTC", "2026-01-01 00:10",
      { "2026-01-01 00:20", "2026-01-01 00:30", "2026-01-01 00:59" } },
    { "0 8 * * mon-fri", "UTC", "2026-11-27 08:00", { "2026-11-30 08:00", "2026-12-01 08:00" } },
    { "0 8 * * SAT-SUN", "UTC", "2026-11-23 00:00",
      { "2026-11-28 08:00", "2026-11-29 08:00", "2026-12-05 08:00" } },
    { "0 0 * * 7", "UTC", "2026-11-23 00:00", { "2026-11-29 00:00" } },
    { "0 0 * * 0", "UTC", "2026-11-23 00:00", { "2026-11-29 00:00" } },
    { "0 0 1 jan,Jul *", "UTC", "2026-01-01 00:00", { "2026-07-01 00:00", "2027-01-01 00:00" } },
    { "0 0 31 * *", "UTC", "2026-01-31 00:00", { "2026-03-31 00:00", "2026-05-31 00:00" } },
    /* both days restricted: either; one that begins with * does not restrict */
    { "0 0 13 * fri", "UTC", "2026-02-01 00:00",
      { "2026-02-06 00:00", "2026-02-13 00:00", "2026-02-20 00:00" } },
    { "0 0 */2 * mon", "UTC", "2026-11-23 00:01", { "2026-12-07 00:00", "2026-12-21 00:00" } },
    { "0 0 29 2 *", "UTC", "2026-01-01 00:00", { "2028-02-29 00:00", "2032-02-29 00:00" } },
    { "0 0 29 2 *", "UTC", "2096-03-01 00:00", { "2104-02-29 00:00" } },
    { "0 0 31 2 *", "UTC", "2026-01-01 00:00", { "" } },
    /* a zone without changes, and one that is half an hour off */
    { "30 9 * * *", "Asia/Kolkata", "2026-01-01 04:00", { "2026-01-02 04:00" } },
    { "30 9 * * *", "Asia/Kolkata", "2026-01-01 03:59", { "2026-01-01 04:00" } },
    /* Berlin, 29 March 2026: 02:00 to 03:00 is skipped (01:00 UTC) */
    { "30 2 * * *", "Europe/Berlin", "2026-03-28 01:30",
      { "2026-03-29 01:00", "2026-03-30 00:30" } },
    { "*/15 2 * * *", "Europe/Berlin", "2026-03-28 01:45",
      { "2026-03-29 01:00", "2026-03-30 00:00", "2026-03-30 00:15" } },
    { "0 * * * *", "Europe/Berlin", "2026-03-28 23:00",
      { "2026-03-29 00:00", "2026-03-29 01:00", "2026-03-29 02:00" } },
    { "0 3 * * *", "Europe/Berlin", "2026-03-28 23:00", { "2026-03-29 01:00" } },
    /* Berlin, 25 October 2026: 02:00 to 03:00 comes twice (00:00 and 01:00 UTC) */
    { "30 2 * * *", "Europe/Berlin", "2026-10-24 01:00",
      { "2026-10-25 00:30", "2026-10-26 01:30" } },
    { "30 2 * * *", "Europe/Berlin", "2026-10-25 01:10", { "2026-10-26 01:30" } },
    { "*/30 * * * *", "Europe/Berlin", "2026-10-24 23:45",
      { "2026-10-25 00:00", "2026-10-25 00:30", "2026-10-25 02:00", "2026-10-25 02:30" } },
    { "0 3 * * *", "Europe/Berlin", "2026-10-24 12:00", { "2026-10-25 02:00" } },
    /* New York's, at another hour; Lord Howe's, of half an hour */
    { "30 2 * * *", "America/New_York", "2026-03-07 12:00",
      { "2026-03-08 07:00", "2026-03-09 06:30" } },
    { "30 1 * * *", "America/New_York", "2026-10-31 12:00",
      { "2026-11-01 05:30", "2026-11-02 06:30" } },
    { "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 00:00", { "2026-10-03 15:30" } },
    { "45 1 * * *", "Australia/Lord_Howe", "2026-04-04 00:00",
      { "2026-04-04 14:45", "2026-04-05 15:15" } },
    /* a day that was left out: Samoa had no 30 December 2011 */
    { "0 12 30 12 *", "Pacific/Apia", "2011-12-28 00:00", { "2011-12-30 10:00" } },
    /* once */
    { "2026-12-24 18:00", "Europe/Berlin", "2026-11-24 00:00", { "2026-12-24 17:00", "" } },
    { "2026-12-24T18:00", "UTC", "2026-12-24 18:00", { "" } },
    { "2026-03-29 02:30", "Europe/Berlin", "2026-01-01 00:00", { "2026-03-29 01:00", "" } },
    { "2026-10-25 02:30", "Europe/Berlin", "2026-01-01 00:00", { "2026-10-25 00:30", "" } },
    { "9999-12-31 23:59", "UTC", "2026-01-01 00:00", { "" } },
};

static void each_comes_when_it_should(void **state)
{
    char buf[32];
    (void)state;
    for (size_t i = 0; i < countof(comes); i++) {
        struct cron c;
        int64_t at = utc(comes[i].after);
        assert_null(cron_parse(comes[i].cron, &c));
        for (size_t n = 0; n < countof(comes[i].next) && comes[i].next[n]; n++) {
            bool wanted = *comes[i].next[n];
            bool found = cron_next(&c, comes[i].zone, at, &at);
            if (found != wanted || (found && at != utc(comes[i].next[n])))
                print_error("%s in %s after %s: %s, not %s\n", comes[i].cron, comes[i].zone,
                            comes[i].after, found ? words(at, buf) : "never", comes[i].next[n]);
            assert_int_equal(found, wanted);
            if (found)
                assert_int_equal(at, utc(comes[i].next[n]));
        }
    }
}

/* Each next is later, whatever the moment it is asked at, and none lies between. */
static void none_is_left_out_or_comes_twice(void **state)
{
    static const char *const zones[] = { "UTC", "Europe/Berlin", "America/St_Johns",
                                         "Australia/Lord_Howe" };
    static const char *const texts[] = { "*/7 * * * *", "0 2 * * *", "59 23 * * sun" };
    (void)state;
    for (size_t z = 0; z < countof(zones); z++)
        for (size_t t = 0; t < countof(texts); t++) {
            struct cron c;
            int64_t next = 0;
            int64_t again = 0;
            assert_null(cron_parse(texts[t], &c));
            for (int64_t at = utc("2026-10-24 00:00"); at < utc("2026-10-26 00:00");
                 at += 13 * MINUTE) {
                assert_true(cron_next(&c, zones[z], at, &next));
                assert_true(next > at);
                assert_true(cron_next(&c, zones[z], next - 1, &again));
                assert_int_equal(again, next);
                assert_true(cron_next(&c, zones[z], (at + next) / 2, &again));
                assert_int_equal(again, next);
            }
        }
}

static void what_is_wrong_is_said_of_its_field(void **state)
{
    static const struct {
        const char *text;
        const char *says;
    } wrong[] = {
        { "", "five fields" },
        { "* * * *", "five fields" },
        { "* * * * * *", "five fields" },
        { "noon", "five fields" },
        { "2026-02-30 10:00", "five fields" },
        { "2026-12-24", "five fields" },
        { "60 * * * *", "The minute" },
        { "-5 * * * *", "The minute" },
        { "5/10 * * * *", "The minute" },
        { "*/0 * * * *", "The minute" },
        { "1,,2 * * * *", "The minute" },
        { "1, * * * *", "The minute" },
        { "*5 * * * *", "The minute" },
        { "100000000000 * * * *", "The minute" },
        { "* 24 * * *", "The hour" },
        { "* 17-9 * * *", "The hour" },
        { "* mon * * *", "The hour" },
        { "* * 0 * *", "The day of the month" },
        { "* * 32 * *", "The day of the month" },
        { "* * * 13 *", "The month" },
        { "* * * janx *", "The month" },
        { "* * * jan-mon *", "The month" },
        { "* * * * 8", "The day of the week" },
        { "* * * * fri-mon", "The day of the week" },
        { "* * * * mon#1", "The day of the week" },
        { "* * * * \xc3\xa9", "The day of the week" },
    };
    (void)state;
    for (size_t i = 0; i < countof(wrong); i++) {
        struct cron c;
        const char *said = cron_parse(wrong[i].text, &c);
        if (!said || !strstr(said, wrong[i].says))
            print_error("%s: %s\n", wrong[i].text, said ? said : "is taken");
        assert_non_null(said);
        assert_non_null(strstr(said, wrong[i].says));
        assert_ptr_equal(check_cron(wrong[i].text), said);
    }
    assert_null(check_cron("\t 0  8 * *\tmon-fri  "));
}

/* The reader's zone is the one that was in use before. */
static void the_zone_in_use_stays(void **state)
{
    struct cron c;
    int64_t next = 0;
    (void)state;
    int64_t after = utc("2026-01-01 00:00");
    zone_use("Asia/Tokyo");
    assert_null(cron_parse("2026-12-24 18:00", &c));
    assert_true(cron_next(&c, "Europe/Berlin", after, &next));
    assert_string_equal(zone_in_use(), "Asia/Tokyo");
    zone_use(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_comes_when_it_should),
        cmocka_unit_test(none_is_left_out_or_comes_twice),
        cmocka_unit_test(what_is_wrong_is_said_of_its_field),
        cmocka_unit_test(the_zone_in_use_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
