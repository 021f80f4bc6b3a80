/* test-findings.c - findings: all of them together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

static void
test_warnings_come_first(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.mac = "02:00:00:00:00:01";
    d.protocol = "http";
    connect_to(&s, LATER, &d);
    end(&s, LATER + 60);
    iot_capture_settle(s.capture);
    g_autoptr(iot_findings) findings = iot_findings_new(s.capture, &(iot_settings){0});
    static const iot_finding_kind order[] = {IOT_FINDING_NO_NAME, IOT_FINDING_CLEAR_TEXT,
                                             IOT_FINDING_RANDOM_MAC};
    g_assert_cmpuint(findings->all->len, ==, G_N_ELEMENTS(order));
    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *one = g_ptr_array_index(findings->all, i);
        g_assert_cmpint(one->kind, ==, order[i]);
        g_assert_cmpuint(one->first_frame, >, 0);
        g_assert_cmpuint(one->first_frame, <=, s.frame);
    }
    iot_capture_free(s.capture);
}

static void
test_finding_names_its_conversation(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.protocol = "http";
    connect_to(&s, 1, &d);
    iot_capture_settle(s.capture);
    g_autoptr(iot_findings) findings = iot_findings_new(s.capture, &(iot_settings){0});
    g_assert_cmpuint(findings->all->len, ==, 1);
    const iot_finding *one = g_ptr_array_index(findings->all, 0);
    g_assert_cmpuint(one->conversations->len, ==, 1);
    assert_addr(&one->addr, CLOUD);
    assert_mac(iot_device_mac(one->device), LAMP_MAC);
    iot_capture_free(s.capture);
}

static bool
is_frame(uint32_t frame, void *wanted)
{
    return frame == *(const uint32_t *)wanted;
}

static guint
count_of(const GPtrArray *list)
{
    return list ? list->len : 0;
}

/* A finding, and who asks by what it is about. */
static void
test_findings_are_found_by_what_they_are_about(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials, other = camera_dials;

    d.protocol = other.protocol = "http";
    connect_to(&s, 1, &d);
    connect_to(&s, 2, &other);
    iot_capture_settle(s.capture);
    g_autoptr(iot_findings) all = iot_findings_new(s.capture, &(iot_settings){0});
    g_assert_cmpuint(all->all->len, ==, 2);
    const iot_finding *one = g_ptr_array_index(all->all, 0), *two = g_ptr_array_index(all->all, 1);
    uint32_t conversation = g_array_index(one->conversations, uint32_t, 0);
    g_autoptr(iot_findings) some = iot_findings_select(all, is_frame, (void *)&two->first_frame);

    g_assert_cmpuint(some->all->len, ==, 1);
    g_assert_true(g_ptr_array_index(some->all, 0) == two);
    for (unsigned i = 0; i < 2; i++) {
        const iot_findings *in = i ? some : all;
        guint n = i ? 0 : 1;
        g_assert_cmpuint(count_of(iot_findings_of_device(in, one->device)), ==, n);
        g_assert_cmpuint(count_of(iot_findings_of_contact(in, one->device, CLOUD)), ==, n);
        g_assert_cmpuint(count_of(iot_findings_of_frame(in, one->first_frame)), ==, n);
        g_assert_cmpuint(count_of(iot_findings_of_conversation(in, conversation)), ==, n);
        g_assert_cmpuint(count_of(iot_findings_of_device(in, two->device)), ==, 1);
        g_assert_cmpuint(count_of(iot_findings_of_contact(in, two->device, CLOUD)), ==, 0);
    }
    g_assert_null(iot_findings_of_frame(all, 0));
    g_assert_null(iot_findings_of_device(NULL, one->device));
    iot_capture_free(s.capture);
}

static void
test_empty_capture_has_no_findings(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_capture_settle(capture);
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &(iot_settings){0});

    g_assert_cmpuint(findings->all->len, ==, 0);
}

static void
test_every_kind_has_a_name_of_its_own(void)
{
    for (unsigned i = 0; i < IOT_FINDING_KINDS; i++)
        for (unsigned k = 0; k < i; k++)
            g_assert_cmpstr(iot_finding_kind_name(i), !=, iot_finding_kind_name(k));
    g_assert_cmpstr(iot_severity_name(IOT_SEVERITY_WARNING), ==, "warning");
    g_assert_cmpstr(iot_severity_name(IOT_SEVERITY_NOTE), ==, "note");
}

static void
test_free_accepts_null(void)
{
    iot_findings_free(NULL);
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(warnings_come_first);
    ADD(finding_names_its_conversation);
    ADD(findings_are_found_by_what_they_are_about);
    ADD(empty_capture_has_no_findings);
    ADD(every_kind_has_a_name_of_its_own);
    ADD(free_accepts_null);
    return g_test_run();
}
